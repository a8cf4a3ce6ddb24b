import { view } from "~/template/engine/schema";

export const schema = view({
  type: "view.list",
  props: { items: {}, direction: { default: "vertical" }, size: { default: "m" } },
});
