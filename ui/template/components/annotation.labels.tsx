/** The labels of the two annotation fields, and the row in which one is chosen. */
import { isObject, textOf } from "~/template/engine/json";
import { KeyBadge } from "~/template/view";
import { colourOf, textOn } from "./annotation.colours";

export interface Label {
  readonly value: string;
  readonly words: string;
  readonly colour: string;
  /** For words on the colour. */
  readonly ink: string;
  /** The key that chooses it. */
  readonly key: string | undefined;
}

/** The labels of a config: those with a value. `keys` go by position. */
export function labelsOf(given: unknown, keys: unknown): Label[] {
  const listed = (Array.isArray(given) ? given : []).filter(isObject);
  const used = listed.filter((one) => textOf(one.value) !== "");
  return used.map((one, index) => {
    const colour = colourOf(index);
    return {
      value: textOf(one.value),
      words: textOf(one.label) || textOf(one.value),
      colour,
      ink: textOn(colour),
      key: Array.isArray(keys) ? keyOf(keys[index]) : undefined,
    };
  });
}

/** A key as `keyName` names it; nothing for what is no key. */
export function keyOf(given: unknown): string | undefined {
  return textOf(given).trim().toLowerCase() || undefined;
}

interface LabelRowProps {
  labels: readonly Label[];
  /** What the row is called. */
  name: string;
  pressed: string | undefined;
  choose: (label: Label) => void;
}

/** A row of labels, one of them pressed. A press leaves selection and focus on the page as they are. */
export function LabelRow({ labels, name, pressed, choose }: LabelRowProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset's legend would be a second label
    <div class="tb-marks-labels" role="group" aria-label={name}>
      {labels.map((label) => {
        const isPressed = label.value === pressed;
        return (
          <button
            key={label.value}
            type="button"
            class="tb-marks-label"
            style={{ "--tb-mark": label.colour, "--tb-mark-ink": label.ink }}
            aria-pressed={isPressed}
            aria-keyshortcuts={label.key}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => choose(label)}
          >
            <span class="tb-marks-swatch" aria-hidden="true" />
            <span>{label.words}</span>
            <KeyBadge name={label.key} />
          </button>
        );
      })}
    </div>
  );
}
