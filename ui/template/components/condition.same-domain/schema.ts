import { t } from "~/kit/i18n";
import { checked } from "~/template/engine/check";
import { isEqual, textOf } from "~/template/engine/json";
import { condition } from "~/template/engine/schema";

export const schema = condition({
  type: "condition.same-domain",
  props: { original: {} },
  check: (props, _scope, subject) => {
    const original = siteOf(props.original);
    return checked(
      isEqual(siteOf(subject()), original),
      () => t("condition.same-domain", { original: textOf(original) }),
      () => t("condition.same-domain.not", { original: textOf(original) }),
    );
  },
});

/** The host of an address, without a leading `www.`; what is no address is compared as it is. */
function siteOf(value: unknown): unknown {
  if (typeof value !== "string" || !URL.canParse(value)) return value;
  return new URL(value).hostname.replace(/^www\./, "") || value;
}
