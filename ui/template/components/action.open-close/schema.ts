import { action } from "~/template/engine/schema";

/** A picture over the page, or what is folded away: shown or not, as `payload` says; else the other way round. */
export const schema = action({
  type: "action.open-close",
  props: { view: { kind: "target" }, payload: {} },
  run: (props, acting) => acting.target?.ask("open-close", props.payload),
});
