import { plugin } from "~/template/engine/schema";

/** Read by the field. */
export const schema = plugin({
  type: "plugin.field.text-annotation.hotkeys",
  props: { labels: { default: ["1", "2", "3", "4", "5"] }, remove: { default: "x" } },
});
