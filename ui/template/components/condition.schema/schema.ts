import { t } from "~/kit/i18n";
import { checked } from "~/template/engine/check";
import { condition } from "~/template/engine/schema";
import { fits } from "./fits";

/** JSON Schema, draft 7. The schema is the config's own text: a `type` in it names no component. */
export const schema = condition({
  type: "condition.schema",
  props: { schema: { kind: "static" } },
  check: (props, _scope, subject) =>
    checked(
      fits(subject(), props.schema),
      () => t("condition.schema"),
      () => t("condition.schema.not"),
    ),
});
