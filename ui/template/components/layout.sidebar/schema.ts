import { layout } from "~/template/engine/schema";

export const schema = layout({
  type: "layout.sidebar",
  props: {
    content: {},
    controls: {},
    extraControls: {},
    minWidth: { default: 600 },
    controlsWidth: { default: 300 },
  },
});
