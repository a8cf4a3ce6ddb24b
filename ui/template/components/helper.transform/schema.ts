import { computed, type ReadonlySignal } from "@preact/signals";
import type { Value } from "~/template/engine/config";
import { isObject } from "~/template/engine/json";
import { getter } from "~/template/engine/schema";
import type { Scope } from "~/template/engine/scope";

export const schema = getter({
  type: "helper.transform",
  props: { items: {}, into: { kind: "template" } },
  get: (props, scope) => {
    const into = props.into as Value | undefined;
    const items = () => (Array.isArray(props.items) ? props.items : []);
    const scopes = scope.keep(props, (): Scope[] => []);
    return items().map((_, index) => {
      scopes[index] ??= scope.within({ locals: localsAt(scope, items, index) });
      return scopes[index].resolve(into);
    });
  },
});

/** What is local within one element: what was so before, the element and its index. */
function localsAt(scope: Scope, items: () => unknown[], index: number): ReadonlySignal<unknown> {
  return computed(() => {
    const outer = scope.locals.value;
    return { ...(isObject(outer) ? outer : {}), item: items()[index], index };
  });
}
