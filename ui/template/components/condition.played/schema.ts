import { t } from "~/kit/i18n";
import { checked } from "~/template/engine/check";
import { condition } from "~/template/engine/schema";
import { hasPlayed } from "../player.conditions";

export const schema = condition({
  type: "condition.played",
  props: {},
  check: (_props, scope) =>
    checked(
      hasPlayed(scope, "played"),
      () => t("condition.played"),
      () => t("condition.played.not"),
    ),
});
