import { t } from "~/kit/i18n";
import { type Check, say } from "~/template/engine/check";
import { condition } from "~/template/engine/schema";

export const schema = condition({
  type: "condition.not",
  props: { condition: { kind: "condition" } },
  check: (props) => {
    const child = props.condition as Check | undefined;
    return {
      passed: child?.passed === false,
      direct: () => child?.opposite() ?? say(t("condition.failed")),
      opposite: () => child?.direct() ?? say(t("condition.failed")),
    };
  },
});
