import { action } from "~/template/engine/schema";

/** A quarter of a turn. */
export const schema = action({
  type: "action.rotate",
  props: { view: { kind: "target" }, payload: { default: "right" } },
  run: (props, acting) => acting.target?.ask("rotate", props.payload),
});
