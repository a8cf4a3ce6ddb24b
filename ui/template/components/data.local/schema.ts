import { getIn, parsePath } from "~/template/engine/paths";
import { data } from "~/template/engine/schema";

export const schema = data({
  type: "data.local",
  props: { path: {}, default: {} },
  ref: (props, scope) => {
    const path = parsePath(props.path);
    return {
      key: `local:${path.join(".")}`,
      writable: false,
      read: () => {
        const found = getIn(scope.locals.value, path);
        return found === undefined ? props.default : found;
      },
      write: () => {},
    };
  },
});
