import { field } from "~/template/engine/schema";

export const schema = field({
  type: "field.bounding-box",
  loads: { image: "image" },
  props: { image: {}, disabled: { default: false } },
});
