import { t } from "~/kit/i18n";
import { checked } from "~/template/engine/check";
import { condition } from "~/template/engine/schema";

export const schema = condition({
  type: "condition.required",
  props: {},
  check: (_props, _scope, subject) =>
    checked(
      subject() !== undefined,
      () => t("condition.required"),
      () => t("condition.required.not"),
    ),
});
