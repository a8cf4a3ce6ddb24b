import { insistOnSize } from "~/template/engine/limits";
import { getter } from "~/template/engine/schema";

export const schema = getter({
  type: "helper.concat-arrays",
  props: { items: {} },
  get: (props) => {
    const arrays = (Array.isArray(props.items) ? props.items : []).filter(Array.isArray);
    insistOnSize(arrays.reduce((sum, one) => sum + one.length, 0));
    return arrays.flat();
  },
});
