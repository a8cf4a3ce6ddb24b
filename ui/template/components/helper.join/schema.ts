import { textOf } from "~/template/engine/json";
import { getter } from "~/template/engine/schema";

export const schema = getter({
  type: "helper.join",
  props: { items: {}, by: { default: "" } },
  get: (props) => (Array.isArray(props.items) ? props.items : []).map(textOf).join(textOf(props.by)),
});
