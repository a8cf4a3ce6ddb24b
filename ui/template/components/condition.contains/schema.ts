import { t } from "~/kit/i18n";
import { checked } from "~/template/engine/check";
import { isEqual, textOf } from "~/template/engine/json";
import { condition } from "~/template/engine/schema";

/** Whether `in`, a list or a text, includes what is asked about; case does not count. */
export const schema = condition({
  type: "condition.contains",
  props: { in: {} },
  check: (props, _scope, subject) => {
    const all = props.in;
    const shown = () => ({ in: Array.isArray(all) ? all.map(textOf).join(", ") : textOf(all) });
    return checked(
      includes(all, subject()),
      () => t("condition.contains", shown()),
      () => t("condition.contains.not", shown()),
    );
  },
});

function includes(all: unknown, one: unknown): boolean {
  if (Array.isArray(all)) return all.some((item) => isEqual(folded(item), folded(one)));
  if (typeof all !== "string" || one === undefined || one === null) return false;
  return all.toLowerCase().includes(textOf(one).toLowerCase());
}

function folded(value: unknown): unknown {
  return typeof value === "string" ? value.toLowerCase() : value;
}
