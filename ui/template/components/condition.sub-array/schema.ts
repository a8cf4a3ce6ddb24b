import { t } from "~/kit/i18n";
import { checked } from "~/template/engine/check";
import { isEqual, textOf } from "~/template/engine/json";
import { condition } from "~/template/engine/schema";

/** `equalSize` may stand in configs, but never did anything in the original. */
export const schema = condition({
  type: "condition.sub-array",
  props: { parent: {}, equalSize: {} },
  check: (props, _scope, subject) => {
    const parent = props.parent;
    return checked(
      isWithin(subject(), parent),
      () => t("condition.sub-array", { parent: listed(parent) }),
      () => t("condition.sub-array.not", { parent: listed(parent) }),
    );
  },
});

function isWithin(items: unknown, parent: unknown): boolean {
  if (!Array.isArray(items) || !Array.isArray(parent)) return false;
  return items.every((item) => parent.some((other) => isEqual(item, other)));
}

function listed(parent: unknown): string {
  return Array.isArray(parent) ? parent.map(textOf).join(", ") : textOf(parent);
}
