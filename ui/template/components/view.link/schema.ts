import { view } from "~/template/engine/schema";

/** `onOpen` may stand in configs, but never was dispatched by the original. */
export const schema = view({
  type: "view.link",
  props: { url: {}, content: {}, onOpen: { kind: "action" } },
});
