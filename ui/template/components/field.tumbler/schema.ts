import { field } from "~/template/engine/schema";
import { preserveFalse } from "../options";

export const schema = field({
  type: "field.tumbler",
  props: { disabled: { default: false }, preserveFalse: { default: false } },
  mounted: (mount) => preserveFalse(mount),
});
