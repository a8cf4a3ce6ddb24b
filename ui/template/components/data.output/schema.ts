import { data } from "~/template/engine/schema";
import { storeRef } from "../data.shared";

export const schema = data({
  type: "data.output",
  props: { path: {}, default: {} },
  ref: (props, scope) => storeRef("output", props, scope),
});
