import { useRef } from "preact/hooks";
import { textOf } from "~/template/engine/json";
import { Frame, Hint, KeyBadge, useIds, type View } from "~/template/view";
import { chosenAmong, keyToSet, labelOf, optionsOf } from "../options";
import { stepOf } from "./step";

/** Radios that look like buttons: Tab enters at the chosen one, arrows move and choose. */
const ButtonRadioGroup: View = ({ mount }) => {
  const ids = useIds();
  const group = useRef<HTMLDivElement>(null);
  const options = optionsOf(mount);
  const chosen = chosenAmong(options, mount.value);
  const move = (event: KeyboardEvent, from: number) => {
    const isRtl = group.current !== null && getComputedStyle(group.current).direction === "rtl";
    const step = stepOf(event, isRtl);
    if (step === 0) return;
    event.preventDefault();
    const next = (from + step + options.length) % options.length;
    mount.write(options[next]?.value);
    group.current?.querySelectorAll<HTMLElement>("[role=radio]")[next]?.focus();
  };
  return (
    <Frame mount={mount} ids={ids} role="radiogroup">
      <div class="tb-button-group" ref={group}>
        {options.map((option, index) => {
          const key = keyToSet(mount, option.value);
          return (
            <span class="tb-button-option" key={`${index} ${textOf(option.value)}`}>
              {/* biome-ignore lint/a11y/useSemanticElements: a native radio cannot be chosen without being drawn */}
              <button
                type="button"
                class="tb-button tb-toggle"
                role="radio"
                aria-checked={index === chosen}
                aria-keyshortcuts={key}
                tabIndex={index === Math.max(chosen, 0) ? 0 : -1}
                disabled={mount.isDisabled}
                onClick={() => mount.write(option.value)}
                onKeyDown={(event) => move(event, index)}
              >
                <span>{labelOf(option)}</span>
                <KeyBadge name={key} />
              </button>
              {option.hint ? <Hint text={textOf(option.hint)} /> : null}
            </span>
          );
        })}
      </div>
    </Frame>
  );
};

export default ButtonRadioGroup;
