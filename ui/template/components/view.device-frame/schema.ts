import { view } from "~/template/engine/schema";

export const schema = view({
  type: "view.device-frame",
  props: { content: {}, ratio: {}, minWidth: {}, maxWidth: {}, fullHeight: { default: false } },
});
