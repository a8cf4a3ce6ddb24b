import { t } from "~/kit/i18n";
import { checked } from "~/template/engine/check";
import { textOf } from "~/template/engine/json";
import { condition } from "~/template/engine/schema";

/** Within a link's own validation the link's address goes without saying. */
export const schema = condition({
  type: "condition.link-opened",
  props: { url: {} },
  check: (props, scope) =>
    checked(
      scope.task.openedLinks.value.has(textOf(props.url ?? scope.owner?.props.url)),
      () => t("condition.link-opened"),
      () => t("condition.link-opened.not"),
    ),
});
