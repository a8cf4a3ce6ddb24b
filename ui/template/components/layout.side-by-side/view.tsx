import { t } from "~/kit/i18n";
import type { Mount } from "~/template/engine/mount";
import type { Visual } from "~/template/engine/scope";
import { Child, Frame, type View, visuals } from "~/template/view";
import { pixels } from "../media-box";
import { hasShownError } from "../trouble";
import type { SideBySideMemory } from "./schema";

const WIDTH = 400;

const SideBySide: View = ({ mount }) => {
  const { hidden } = mount.memory as SideBySideMemory;
  const items = visuals(mount.props.items);
  const left = items.filter((item) => !hidden.value.has(item.id));
  // The one in sight may be gone with its branch.
  const shown = left.length > 0 ? left : items;
  const width = pixels(mount.props.minItemWidth) ?? WIDTH;
  const toggle = (item: Visual) => {
    const next = new Set(hidden.peek());
    if (!next.delete(item.id)) next.add(item.id);
    hidden.value = next;
  };
  return (
    <Frame mount={mount}>
      {items.length > 1 ? (
        <fieldset class="tb-side-toggles tb-plain-group" aria-label={t("views.side.shown")}>
          {items.map((item, index) => (
            <Toggle
              key={item.id}
              mount={mount}
              item={item}
              title={titleOf(index)}
              isShown={shown.includes(item)}
              isLast={shown.length === 1 && shown[0] === item}
              toggle={() => toggle(item)}
            />
          ))}
        </fieldset>
      ) : null}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls what it can reach */}
      <section class="tb-side-row" aria-label={t("views.side")} tabIndex={0}>
        {items.map((item, index) => (
          <section
            key={item.id}
            class="tb-side-item"
            aria-label={titleOf(index)}
            hidden={!shown.includes(item)}
            style={{ flexBasis: `${width}px`, minInlineSize: `min(100%, ${width}px)` }}
          >
            <h3 class="tb-side-title">{titleOf(index)}</h3>
            <Child of={item} mount={mount} />
          </section>
        ))}
      </section>
      <Child of={mount.props.controls} mount={mount} />
    </Frame>
  );
};

interface ToggleProps {
  mount: Mount;
  item: Visual;
  title: string;
  isShown: boolean;
  isLast: boolean;
  toggle: () => void;
}

function Toggle({ mount, item, title, isShown, isLast, toggle }: ToggleProps) {
  const child = mount.childOf(item);
  const isWrong = !isShown && child !== undefined && hasShownError(child);
  return (
    <button
      type="button"
      class={`tb-side-toggle ${isWrong ? "tb-side-wrong" : ""}`}
      aria-pressed={isShown}
      aria-disabled={isLast}
      onClick={() => {
        if (!isLast) toggle();
      }}
    >
      {title}
      {isWrong ? <span class="tb-wrong-inside">{t("views.wrongInside")}</span> : null}
    </button>
  );
}

/** A to Z, then A1 to Z1, and so on. */
export function titleOf(index: number): string {
  const round = Math.floor(index / 26);
  return `${String.fromCharCode(65 + (index % 26))}${round === 0 ? "" : round}`;
}

export default SideBySide;
