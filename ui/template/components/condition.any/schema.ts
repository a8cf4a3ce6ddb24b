import { condition } from "~/template/engine/schema";
import { checksOf, joined } from "../condition.groups";

export const schema = condition({
  type: "condition.any",
  props: { conditions: { kind: "template" } },
  check: (props, scope) => {
    const checks = checksOf(props.conditions, scope);
    return {
      passed: checks.some((one) => one.passed),
      direct: () =>
        joined(
          checks.filter((one) => !one.passed).map((one) => one.direct()),
          "or",
        ),
      opposite: () =>
        joined(
          checks.filter((one) => one.passed).map((one) => one.opposite()),
          "or",
        ),
    };
  },
});
