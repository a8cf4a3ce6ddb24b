/** What conditions ask of the player around them. */
import { Signal } from "@preact/signals";
import type { Scope } from "~/template/engine/scope";

/**
 * Whether the player around did what is asked, or cannot: nobody is to be held up by a film that does not load.
 * Reading it subscribes.
 */
export function hasPlayed(scope: Scope, what: "played" | "playedFully"): boolean {
  const memory = new Map(Object.entries(scope.owner?.memory ?? {}));
  return [what, "failed"].some((name) => {
    const flag: unknown = memory.get(name);
    return flag instanceof Signal && flag.value === true;
  });
}
