import { condition } from "~/template/engine/schema";
import { checksOf, joined } from "../condition.groups";

export const schema = condition({
  type: "condition.all",
  props: { conditions: { kind: "template" } },
  check: (props, scope) => {
    const checks = checksOf(props.conditions, scope);
    return {
      passed: checks.every((one) => one.passed),
      direct: () =>
        joined(
          checks.filter((one) => !one.passed).map((one) => one.direct()),
          "and",
        ),
      opposite: () =>
        joined(
          checks.filter((one) => one.passed).map((one) => one.opposite()),
          "and",
        ),
    };
  },
});
