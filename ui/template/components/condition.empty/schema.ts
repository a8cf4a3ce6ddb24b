import { t } from "~/kit/i18n";
import { checked } from "~/template/engine/check";
import { isObject } from "~/template/engine/json";
import { condition } from "~/template/engine/schema";

export const schema = condition({
  type: "condition.empty",
  props: {},
  check: (_props, _scope, subject) =>
    checked(
      isEmpty(subject()),
      () => t("condition.empty"),
      () => t("condition.empty.not"),
    ),
});

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return true;
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) && Object.keys(value).length === 0;
}
