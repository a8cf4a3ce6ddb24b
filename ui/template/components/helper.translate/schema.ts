import { textOf } from "~/template/engine/json";
import { getter } from "~/template/engine/schema";

/** A text of the project in the worker's language, or else in its own; the key where there is none. */
export const schema = getter({
  type: "helper.translate",
  props: { key: { kind: "static" } },
  get: (props, scope) => {
    const key = textOf(props.key);
    return scope.task.host.translate(key) ?? key;
  },
});
