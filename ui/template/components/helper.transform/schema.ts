import type { Value } from "~/template/engine/config";
import { getter } from "~/template/engine/schema";
import type { Scope } from "~/template/engine/scope";
import { localsAt } from "../locals";

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
