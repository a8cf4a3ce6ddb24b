import { signal } from "@preact/signals";
import { field } from "~/template/engine/schema";
import { complaintOf, type Picked } from "./picking";

export const schema = field({
  type: "field.date",
  props: { format: {}, min: {}, max: {}, blockList: {}, placeholder: {} },
  remember: (): Picked => ({ picked: signal("") }),
  complain: (_value, mount) => complaintOf(mount),
});
