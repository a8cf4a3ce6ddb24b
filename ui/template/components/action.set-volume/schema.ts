import { action } from "~/template/engine/schema";

/** From 0 to 1. */
export const schema = action({
  type: "action.set-volume",
  props: { view: { kind: "target" }, payload: {} },
  run: (props, acting) => acting.target?.ask("set-volume", props.payload),
});
