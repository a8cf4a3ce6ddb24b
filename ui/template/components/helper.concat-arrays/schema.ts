import { getter } from "~/template/engine/schema";

export const schema = getter({
  type: "helper.concat-arrays",
  props: { items: {} },
  get: (props) =>
    (Array.isArray(props.items) ? props.items : []).flatMap((one: unknown) =>
      Array.isArray(one) ? one : [],
    ),
});
