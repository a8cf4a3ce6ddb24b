import { view } from "~/template/engine/schema";

/** `content` is the old name of the label, and beats it where both are given. */
export const schema = view({
  type: "view.action-button",
  props: { action: { kind: "action" }, content: {} },
});
