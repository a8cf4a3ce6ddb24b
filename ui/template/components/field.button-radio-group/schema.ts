import { field } from "~/template/engine/schema";

export const schema = field({
  type: "field.button-radio-group",
  props: { options: {}, disabled: { default: false } },
});
