import type { Check } from "~/template/engine/check";
import { choice } from "~/template/engine/schema";

export const schema = choice({
  type: "helper.if",
  props: { condition: { kind: "condition" }, then: { kind: "template" }, else: { kind: "template" } },
  choose: (props, given) =>
    (props.condition as Check | undefined)?.passed === false ? given.else : given.then,
});
