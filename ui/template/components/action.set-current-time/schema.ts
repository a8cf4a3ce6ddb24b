import { action } from "~/template/engine/schema";

/** Seconds from the beginning. */
export const schema = action({
  type: "action.set-current-time",
  props: { view: { kind: "target" }, payload: {} },
  run: (props, acting) => acting.target?.ask("set-current-time", props.payload),
});
