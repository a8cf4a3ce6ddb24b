import type { DataRef } from "~/template/engine/data";
import { action } from "~/template/engine/schema";

export const schema = action({
  type: "action.list-push",
  props: { data: { kind: "data" }, payload: {} },
  run: (props, acting) => {
    const ref = props.data as DataRef | undefined;
    const items = ref?.read();
    acting.write(ref, [...(Array.isArray(items) ? items : []), props.payload]);
  },
});
