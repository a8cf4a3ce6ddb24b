import { EmptyState } from "~/kit/EmptyState";
import { t } from "~/kit/i18n";
import { Link } from "~/kit/router";
import { Page } from "../Page";

export function NotFound() {
  return (
    <Page title={t("app.notFound")}>
      <EmptyState icon="info" title={t("app.notFound.words")}>
        <Link class="button" to="/">
          {t("app.toTasks")}
        </Link>
      </EmptyState>
    </Page>
  );
}
