/** The date field's rules, over what its config says. */
import type { Signal } from "@preact/signals";
import { language, t } from "~/kit/i18n";
import { textOf } from "~/template/engine/json";
import type { Mount } from "~/template/engine/mount";
import type { Props } from "~/template/engine/schema";
import { type Format, inWords, type Limits, pickedOf, problemOf, type Span, spanOf, storedOf } from "./dates";

/** What was picked last, allowed or not. */
export interface Picked {
  readonly picked: Signal<string>;
}

export interface Rules extends Limits {
  readonly format: Format;
}

function isFormat(given: unknown): given is Format {
  return given === "date" || given === "date-time";
}

/** What the config allows, or what is wrong with the config. */
export function rulesOf(props: Props): Rules | string {
  const { format } = props;
  if (!isFormat(format)) return t("fields.date.format", { format: textOf(format) });
  const wrong: string[] = [];
  const span = (given: unknown): Span | undefined => {
    // A list of one bound, as toloka-kit's own tests write it, is that bound.
    const text = textOf(Array.isArray(given) && given.length === 1 ? given[0] : given);
    const found = text === "" ? undefined : spanOf(text, format);
    if (text !== "" && !found) wrong.push(text);
    return found;
  };
  const blocked = (Array.isArray(props.blockList) ? props.blockList : []).flatMap((day) => span(day) ?? []);
  const rules: Rules = { format, min: span(props.min), max: span(props.max), blocked };
  return wrong[0] === undefined ? rules : t("fields.date.bound", { bound: wrong[0] });
}

/** What is stored for a picked date; nothing for one that is not allowed. */
function meaning(picked: string, rules: Rules): string | undefined {
  return picked === "" || problemOf(picked, rules) ? undefined : storedOf(picked, rules.format);
}

/** What the picker shows: what was picked, unless the value has become another since. */
export function shownOf(mount: Mount, rules: Rules): string {
  const { picked } = mount.memory as Picked;
  const isLast = meaning(picked.value, rules) === mount.value;
  return isLast ? picked.value : pickedOf(mount.value, rules.format);
}

export function pick(mount: Mount, rules: Rules, picked: string): void {
  (mount.memory as Picked).picked.value = picked;
  mount.write(meaning(picked, rules));
}

/** Why what is shown may not be. */
export function complaintOf(mount: Mount): string | undefined {
  const rules = rulesOf(mount.props);
  if (typeof rules === "string") return undefined;
  const shown = shownOf(mount, rules);
  const words = (picked: string | undefined) => inWords(picked ?? "", rules.format, language());
  switch (shown === "" ? undefined : problemOf(shown, rules)) {
    case "early":
      return t("fields.date.min", { min: words(rules.min?.first) });
    case "late":
      return t("fields.date.max", { max: words(rules.max?.last) });
    case "blocked":
      return t("fields.date.blocked");
    default:
      return undefined;
  }
}
