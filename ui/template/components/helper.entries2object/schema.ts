import { isObject, textOf } from "~/template/engine/json";
import { getter } from "~/template/engine/schema";

export const schema = getter({
  type: "helper.entries2object",
  props: { entries: {} },
  get: (props) => {
    const entries = (Array.isArray(props.entries) ? props.entries : []).filter(isObject);
    return Object.fromEntries(
      entries
        .filter(({ key }) => key !== undefined && key !== null)
        .map(({ key, value }) => [textOf(key), value]),
    );
  },
});
