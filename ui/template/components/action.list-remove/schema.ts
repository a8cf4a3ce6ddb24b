import type { DataRef } from "~/template/engine/data";
import { action } from "~/template/engine/schema";

/** A list that nothing is left of goes. */
export const schema = action({
  type: "action.list-remove",
  props: { data: { kind: "data" }, payload: {} },
  run: (props, acting) => {
    const ref = props.data as DataRef | undefined;
    const items = ref?.read();
    if (!Array.isArray(items)) return;
    const rest = items.filter((_, index) => index !== props.payload);
    acting.write(ref, rest.length > 0 ? rest : undefined);
  },
});
