import { plugin } from "~/template/engine/schema";

/** Read by the page: its layout, and what stands above the tasks. */
export const schema = plugin({
  type: "plugin.toloka",
  props: { layout: {}, notifications: { kind: "template" } },
});
