import { parsePath } from "~/template/engine/paths";
import { data } from "~/template/engine/schema";
import { within } from "../data.shared";

export const schema = data({
  type: "data.relative",
  props: { path: {}, default: {} },
  ref: (props, scope) => {
    const root = scope.relative;
    return root && within(root, parsePath(props.path), () => props.default);
  },
});
