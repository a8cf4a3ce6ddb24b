import { textOf } from "~/template/engine/json";
import { getter } from "~/template/engine/schema";

export const schema = getter({
  type: "helper.text-transform",
  props: { data: {}, transformation: {} },
  get: (props) => transformed(textOf(props.data), props.transformation),
});

function transformed(text: string, how: unknown): string {
  switch (how) {
    case "uppercase":
      return text.toUpperCase();
    case "lowercase":
      return text.toLowerCase();
    case "capitalize": {
      const [first = "", ...rest] = text; // a letter may be two units
      return first.toUpperCase() + rest.join("").toLowerCase();
    }
    default:
      return text;
  }
}
