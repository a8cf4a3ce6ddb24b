import { field } from "~/template/engine/schema";

export const schema = field({
  type: "field.textarea",
  props: {
    placeholder: {},
    disabled: { default: false },
    rows: { default: 4 },
    resizable: { default: true },
  },
});
