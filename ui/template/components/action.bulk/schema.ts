import { Action } from "~/template/engine/action";
import { action } from "~/template/engine/schema";

/** Several actions in one step, in their order. */
export const schema = action({
  type: "action.bulk",
  props: { payload: {} },
  run: (props) => {
    for (const one of Array.isArray(props.payload) ? props.payload : []) {
      if (one instanceof Action) one.dispatch();
    }
  },
});
