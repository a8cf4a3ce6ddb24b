import { useRef, useState } from "preact/hooks";
import { isEqual, textOf } from "~/template/engine/json";
import { Frame, useIds, type View } from "~/template/view";
import { labelOf, optionsOf } from "../options";

/** A button that names what is chosen and opens the boxes to choose by. */
const MultiSelect: View = ({ mount }) => {
  const ids = useIds();
  const button = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  const options = optionsOf(mount);
  const values: unknown[] = Array.isArray(mount.value) ? mount.value : [];
  const chosen = options.filter((option) => values.some((value) => isEqual(value, option.value)));
  const tick = (changed: unknown, isTicked: boolean) => {
    const next = options.filter((one) => (one === changed ? isTicked : chosen.includes(one)));
    mount.write(next.length > 0 ? next.map((one) => one.value) : undefined);
  };
  const leave = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !isOpen) return;
    event.preventDefault();
    setOpen(false);
    button.current?.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes from wherever within it the focus is
    <div onKeyDown={leave}>
      <Frame mount={mount} ids={ids} role="group">
        <div class="tb-input-row tb-select">
          <button
            type="button"
            ref={button}
            class="tb-input tb-select-button"
            aria-expanded={isOpen}
            aria-controls={isOpen ? ids.control : undefined}
            aria-describedby={mount.shownError === undefined ? undefined : ids.error}
            onClick={() => setOpen(!isOpen)}
          >
            {chosen.map(labelOf).join(", ") || textOf(mount.props.placeholder) || "—"}
          </button>
        </div>
        {isOpen ? (
          <div id={ids.control} class="tb-options tb-select-list">
            {options.map((option) => (
              <label class="tb-option" key={textOf(option.value)}>
                <input
                  type="checkbox"
                  checked={chosen.includes(option)}
                  disabled={mount.isDisabled}
                  onChange={(event) => tick(option, event.currentTarget.checked)}
                />
                <span>{labelOf(option)}</span>
              </label>
            ))}
          </div>
        ) : null}
      </Frame>
    </div>
  );
};

export default MultiSelect;
