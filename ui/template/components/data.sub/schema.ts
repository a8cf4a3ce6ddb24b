import type { DataRef } from "~/template/engine/data";
import { parsePath } from "~/template/engine/paths";
import { data } from "~/template/engine/schema";
import { within } from "../data.shared";

export const schema = data({
  type: "data.sub",
  props: { parent: { kind: "data" }, path: {} },
  ref: (props) => {
    const parent = props.parent as DataRef | undefined;
    return parent && within(parent, parsePath(props.path));
  },
});
