import { t } from "~/kit/i18n";
import { field } from "~/template/engine/schema";
import { lackLabel, shapesOf } from "./shapes";

export const schema = field({
  type: "field.image-annotation",
  loads: { image: "image" },
  props: {
    image: {},
    shapes: {},
    labels: {},
    disabled: { default: false },
    ratio: {},
    minWidth: {},
    fullHeight: { default: false },
  },
  complain: (value, mount) => {
    const { labels } = mount.props;
    const wantsLabels = Array.isArray(labels) && labels.length > 0;
    // Who may not change the shapes is not asked to.
    if (!wantsLabels || mount.isDisabled) return undefined;
    return lackLabel(shapesOf(value)) ? t("annotation.labelMissing") : undefined;
  },
});
