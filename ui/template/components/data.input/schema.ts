import { data } from "~/template/engine/schema";
import { storeRef } from "../data.shared";

export const schema = data({
  type: "data.input",
  props: { path: {}, default: {}, schema: { kind: "static" } },
  ref: (props, scope) => storeRef("input", props, scope),
});
