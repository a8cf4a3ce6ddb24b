import { t } from "~/kit/i18n";
import { textOf } from "~/template/engine/json";
import { field } from "~/template/engine/schema";

export const schema = field({
  type: "field.email",
  props: { placeholder: {} },
  complain: (value) => (value === undefined || isEmail(textOf(value)) ? undefined : t("fields.email.wrong")),
});

/** Whether something stands on each side of each `@`, and there is one. Mail itself knows no more. */
export function isEmail(text: string): boolean {
  const parts = text.split("@");
  return parts.length > 1 && parts.every((part) => part !== "");
}
