import { textOf } from "~/template/engine/json";
import { getter } from "~/template/engine/schema";

export const schema = getter({
  type: "@toloka/helper.proxy",
  props: { path: {} },
  get: (props, scope) => {
    const path = textOf(props.path);
    return path === "" ? undefined : scope.task.host.proxyUrl(path);
  },
});
