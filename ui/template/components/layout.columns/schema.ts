import { layout } from "~/template/engine/schema";

export const schema = layout({
  type: "layout.columns",
  props: {
    items: {},
    ratio: {},
    minWidth: { default: 600 },
    verticalAlign: {},
    fullHeight: { default: false },
  },
});
