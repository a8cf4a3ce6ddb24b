import { t } from "~/kit/i18n";
import { textOf } from "~/template/engine/json";
import { field } from "~/template/engine/schema";
import { rememberTyped } from "../typed";

export const schema = field({
  type: "field.phone-number",
  props: { placeholder: {} },
  remember: rememberTyped,
  complain: (value) =>
    value === undefined || /^\+?\d+$/.test(textOf(value)) ? undefined : t("fields.phone.wrong"),
});

/** What is written of a typed number: without what people put between the digits. */
export function phoneOf(text: string): string | undefined {
  return text.replace(/[\s()-]/g, "") || undefined;
}
