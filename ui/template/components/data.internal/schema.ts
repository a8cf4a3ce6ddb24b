import { data } from "~/template/engine/schema";
import { storeRef } from "../data.shared";

export const schema = data({
  type: "data.internal",
  props: { path: {}, default: {} },
  ref: (props, scope) => storeRef("internal", props, scope),
});
