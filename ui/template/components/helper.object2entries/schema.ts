import { isObject } from "~/template/engine/json";
import { getter } from "~/template/engine/schema";

export const schema = getter({
  type: "helper.object2entries",
  props: { data: {} },
  get: (props) =>
    isObject(props.data) ? Object.entries(props.data).map(([key, value]) => ({ key, value })) : [],
});
