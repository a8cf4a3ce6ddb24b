import { field } from "~/template/engine/schema";

export const schema = field({
  type: "field.bounding-box",
  props: { image: {}, disabled: { default: false } },
});
