import { field } from "~/template/engine/schema";
import { preserveFalse } from "../options";

export const schema = field({
  type: "field.button-checkbox",
  props: { preserveFalse: { default: false } },
  mounted: (mount) => preserveFalse(mount),
});
