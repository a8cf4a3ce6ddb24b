/** Conditions made of conditions, and how their messages are listed. */
import { t } from "~/kit/i18n";
import type { Check, Line } from "~/template/engine/check";
import type { Value } from "~/template/engine/config";
import type { Scope } from "~/template/engine/scope";

/** The checks of a list of conditions; what a helper leaves out counts for nothing. */
export function checksOf(given: unknown, scope: Scope): Check[] {
  const value = given as Value | undefined;
  if (value?.kind !== "list") return [];
  return value.items.filter((item) => !isNothing(item, scope)).map((item) => scope.checkOf(item));
}

function isNothing(item: Value, scope: Scope): boolean {
  if (item.kind === "literal") return item.value === undefined || item.value === null;
  return (
    item.kind === "component" && item.definition.schema.kind === "choice" && scope.resolve(item) === undefined
  );
}

/** The groups one after another, from the second on with the word between; what is nested stands below. */
export function joined(groups: readonly (readonly Line[])[], word: "and" | "or"): readonly Line[] {
  return groups
    .filter((lines) => lines.length > 0)
    .map((lines, index) => {
      const [first, ...rest] = lines;
      const words = first?.words ?? "";
      const shown = index === 0 ? words : t(`condition.${word}`, { message: words });
      const below = [...(first?.below ?? []), ...rest];
      return below.length > 0 ? { words: shown, below } : { words: shown };
    });
}
