import { getter } from "~/template/engine/schema";
import { numbersIn } from "../numbers";

export const schema = getter({
  type: "helper.multiply",
  props: { items: {} },
  get: (props) => numbersIn(props.items).reduce((result, one) => result * one, 1),
});
