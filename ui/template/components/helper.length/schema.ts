import { isObject } from "~/template/engine/json";
import { getter } from "~/template/engine/schema";

export const schema = getter({
  type: "helper.length",
  props: { data: {} },
  get: ({ data }) => {
    if (typeof data === "string" || Array.isArray(data)) return data.length;
    return isObject(data) ? Object.keys(data).length : 0;
  },
});
