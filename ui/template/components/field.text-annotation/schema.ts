import { field } from "~/template/engine/schema";

export const schema = field({
  type: "field.text-annotation",
  props: { content: {}, labels: {}, adjust: {}, disabled: { default: false } },
});
