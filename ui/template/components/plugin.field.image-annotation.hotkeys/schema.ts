import { plugin } from "~/template/engine/schema";

/**
 * Read by the field: a property that is not given has its default; a given `modes` replaces the whole
 * default.
 */
export const schema = plugin({
  type: "plugin.field.image-annotation.hotkeys",
  props: {
    labels: { default: ["1", "2", "3", "4", "5"] },
    modes: { default: { select: "q", point: "w", rectangle: "e", polygon: "r" } },
    confirm: { default: "x" },
    cancel: { default: "z" },
  },
});
