import { t } from "~/kit/i18n";
import { checked } from "~/template/engine/check";
import { isEqual, textOf } from "~/template/engine/json";
import { condition } from "~/template/engine/schema";

export const schema = condition({
  type: "condition.equals",
  props: { to: {} },
  check: (props, _scope, subject) =>
    checked(
      isEqual(subject(), props.to),
      () => t("condition.equals", { to: textOf(props.to) }),
      () => t("condition.equals.not", { to: textOf(props.to) }),
    ),
});
