import { textOf } from "~/template/engine/json";
import { insistOnSize } from "~/template/engine/limits";
import { getter } from "~/template/engine/schema";

export const schema = getter({
  type: "helper.join",
  props: { items: {}, by: { default: "" } },
  get: (props) => {
    const texts = (Array.isArray(props.items) ? props.items : []).map(textOf);
    const by = textOf(props.by);
    insistOnSize(texts.reduce((sum, one) => sum + one.length + by.length, 0));
    return texts.join(by);
  },
});
