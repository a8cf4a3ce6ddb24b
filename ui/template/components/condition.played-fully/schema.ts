import { t } from "~/kit/i18n";
import { checked } from "~/template/engine/check";
import { condition } from "~/template/engine/schema";
import { hasPlayed } from "../player.conditions";

export const schema = condition({
  type: "condition.played-fully",
  props: {},
  check: (_props, scope) =>
    checked(
      hasPlayed(scope, "playedFully"),
      () => t("condition.played-fully"),
      () => t("condition.played-fully.not"),
    ),
});
