import { Button } from "~/kit/Button";
import { EmptyState } from "~/kit/EmptyState";
import { t } from "~/kit/i18n";
import { wordsOf } from "./words";

/** In place of what could not be loaded. */
export function Failure({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <div role="alert">
      <EmptyState icon="alert" title={wordsOf(error)}>
        <Button icon="refresh" onClick={retry}>
          {t("app.retry")}
        </Button>
      </EmptyState>
    </div>
  );
}
