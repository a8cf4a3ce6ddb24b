import { view } from "~/template/engine/schema";

export const schema = view({
  type: "view.iframe",
  props: { url: {}, ratio: {}, minWidth: {}, maxWidth: {}, fullHeight: { default: false } },
});
