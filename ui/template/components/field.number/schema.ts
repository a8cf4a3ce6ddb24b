import { t } from "~/kit/i18n";
import { field } from "~/template/engine/schema";
import { rememberTyped, shownText } from "../typed";
import { numberOf } from "./number";

export const schema = field({
  type: "field.number",
  props: { minimum: {}, maximum: {}, placeholder: {} },
  remember: rememberTyped,
  complain: (value, mount) => {
    const { minimum, maximum } = mount.props;
    if (value === undefined) {
      return shownText(mount, numberOf).trim() === "" ? undefined : t("fields.number.none");
    }
    if (typeof value !== "number") return t("fields.number.none");
    if (typeof minimum === "number" && value < minimum) return t("fields.number.minimum", { minimum });
    if (typeof maximum === "number" && value > maximum) return t("fields.number.maximum", { maximum });
    return undefined;
  },
});
