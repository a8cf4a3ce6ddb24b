/** What is local within one element of several: what was so around it, the element, its index. */
import { computed, type ReadonlySignal } from "@preact/signals";
import { isObject } from "~/template/engine/json";
import type { Scope } from "~/template/engine/scope";

export function localsAt(
  scope: Scope,
  items: () => readonly unknown[],
  index: number,
): ReadonlySignal<unknown> {
  return computed(() => {
    const outer = scope.locals.value;
    return { ...(isObject(outer) ? outer : {}), item: items()[index], index };
  });
}
