import { useState } from "preact/hooks";
import { Button } from "~/kit/Button";
import { t } from "~/kit/i18n";
import { tell } from "~/kit/Toast";
import { wordsOf } from "./words";

/** At the end of a list that goes on. */
export function More({ more }: { more: () => Promise<void> }) {
  const [busy, setBusy] = useState(false);
  const load = async () => {
    setBusy(true);
    await more().catch((error) => tell(wordsOf(error), "bad"));
    setBusy(false);
  };
  return (
    <Button look="quiet" busy={busy} onClick={load}>
      {t("app.more")}
    </Button>
  );
}
