import { layout } from "~/template/engine/schema";

export const schema = layout({
  type: "layout.compare",
  props: {
    items: {},
    commonControls: {},
    wideCommonControls: { default: false },
    minWidth: { default: 500 },
  },
});
