import type { Value } from "~/template/engine/config";
import { choice } from "~/template/engine/schema";
import type { Scope } from "~/template/engine/scope";

export const schema = choice({
  type: "helper.switch",
  props: { cases: { kind: "template" }, default: { kind: "template" } },
  choose: (_props, given, scope) => {
    const cases = given.cases?.kind === "list" ? given.cases.items : [];
    const found = cases.find((one) => passes(one, scope));
    return found?.kind === "object" ? found.entries.result : given.default;
  },
});

function passes(one: Value, scope: Scope): boolean {
  return one.kind === "object" && scope.checkOf(one.entries.condition).passed;
}
