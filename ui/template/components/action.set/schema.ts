import type { DataRef } from "~/template/engine/data";
import { action } from "~/template/engine/schema";

export const schema = action({
  type: "action.set",
  props: { data: { kind: "data" }, payload: {} },
  run: (props, acting) => acting.write(props.data as DataRef | undefined, props.payload),
});
