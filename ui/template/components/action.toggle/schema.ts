import type { DataRef } from "~/template/engine/data";
import { action } from "~/template/engine/schema";

/** Never writes false: what is not so is not there. */
export const schema = action({
  type: "action.toggle",
  props: { data: { kind: "data" } },
  run: (props, acting) => {
    const ref = props.data as DataRef | undefined;
    acting.write(ref, ref?.read() ? undefined : true);
  },
});
