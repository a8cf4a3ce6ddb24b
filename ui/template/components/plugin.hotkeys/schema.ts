import { type PropSchemas, plugin } from "~/template/engine/schema";

const KEYS = [..."abcdefghijklmnopqrstuvwxyz0123456789", "up", "down"];
const ACTIONS: PropSchemas = Object.fromEntries(KEYS.map((key) => [key, { kind: "action" }]));

/** Read by the task: which key does what. */
export const schema = plugin({
  type: "plugin.hotkeys",
  props: { ...ACTIONS, allowHotkeysInInputs: { default: false } },
});
