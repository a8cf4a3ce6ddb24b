import { useLayoutEffect, useRef } from "preact/hooks";
import { t } from "~/kit/i18n";
import { textOf } from "~/template/engine/json";
import { Child, Children, Frame, useIds, type View } from "~/template/view";
import { addRow, countOf, lengthOf, removeRow, rowsOf } from "./rows";

const CONTROLS = ":is(input, textarea, select, button):not(:disabled)";

const List: View = ({ mount }) => {
  const ids = useIds();
  const { props } = mount;
  const rows = rowsOf(mount);
  const { box, focusNext } = useNextFocus();
  const isEditable = props.editable !== false && !mount.isDisabled;
  const canAdd = isEditable && rows.length < (countOf(props.maxLength) ?? Number.POSITIVE_INFINITY);
  const canRemove = isEditable && rows.length > (countOf(props.minLength) ?? 0);
  const direction = props.direction === "horizontal" ? "horizontal" : "vertical";
  const isGroup = props.removeVariant === "group";
  const add = () => {
    focusNext(`[data-row="${lengthOf(mount)}"] > .tb-row-content ${CONTROLS}`);
    addRow(mount);
  };
  const remove = (index: number) => {
    const next = Math.min(index, rows.length - 2);
    focusNext(`[data-row="${next}"] > .tb-row-remove`, ":scope > .tb-list-add");
    removeRow(mount, index);
  };
  return (
    <Frame mount={mount} ids={ids} role="group">
      <div ref={box}>
        <div class={`tb-list tb-list-${direction} tb-gap-${props.size === "s" ? "s" : "m"}`}>
          {rows.map((row, index) => (
            // biome-ignore lint/a11y/useSemanticElements: a fieldset is no flex container everywhere
            <div
              class={isGroup ? "tb-row tb-row-group" : "tb-row"}
              role="group"
              data-row={index}
              key={index}
              aria-label={t("fields.list.row", { n: index + 1 })}
            >
              <div class="tb-row-content">
                {row.map((visual) => (
                  <Child key={visual.id} of={visual} mount={mount} />
                ))}
              </div>
              {canRemove ? (
                <button
                  type="button"
                  class="tb-close tb-row-remove"
                  aria-label={t("fields.list.remove", { n: index + 1 })}
                  onClick={() => remove(index)}
                >
                  ×
                </button>
              ) : null}
            </div>
          ))}
          <Children of={props.addedItems} mount={mount} />
        </div>
        {canAdd ? (
          <button type="button" class="tb-button tb-list-add" onClick={add}>
            <span aria-hidden="true">+</span>
            {textOf(props.buttonLabel) || t("fields.list.add")}
          </button>
        ) : null}
      </div>
    </Frame>
  );
};

/** Rows come and go by buttons that go too: where the focus is to be, before the next key is pressed. */
function useNextFocus() {
  const box = useRef<HTMLDivElement>(null);
  const wanted = useRef<readonly string[]>([]);
  useLayoutEffect(() => {
    const found = wanted.current.map((selector) => box.current?.querySelector<HTMLElement>(selector));
    wanted.current = [];
    found.find((element) => element)?.focus();
  });
  const focusNext = (...selectors: string[]) => {
    wanted.current = selectors.map((one) => (one.startsWith(":") ? one : `:scope > .tb-list > ${one}`));
  };
  return { box, focusNext };
}

export default List;
