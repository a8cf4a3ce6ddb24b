import { field } from "~/template/engine/schema";

export const schema = field({
  type: "field.button-radio",
  props: { valueToSet: {}, disabled: { default: false } },
});
