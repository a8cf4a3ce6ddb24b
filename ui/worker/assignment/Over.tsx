import { useState } from "preact/hooks";
import type { Assignment } from "~/api";
import { Button } from "~/kit/Button";
import { EmptyState } from "~/kit/EmptyState";
import { type TextKey, t } from "~/kit/i18n";
import type { IconName } from "~/kit/icons";
import { navigate } from "~/kit/router";
import { renewMe } from "../session";
import { take } from "../taken";
import { sentence, wordsOf } from "../words";
import type { Outcome } from "./work";

const LOOKS: Record<Outcome["kind"], { icon: IconName; title: TextKey; words: TextKey }> = {
  "handed-in": { icon: "check", title: "work.done", words: "work.done.words" },
  skipped: { icon: "next", title: "work.skipped", words: "work.skipped.words" },
  "given-up": { icon: "next", title: "work.givenUp", words: "work.givenUp.words" },
  expired: { icon: "clock", title: "work.expired", words: "work.expired.words" },
  changed: { icon: "check", title: "work.changed", words: "work.changed.words" },
};

/** What became of a page, and where to go from here. */
export function Over({ assignment, outcome }: { assignment: Assignment; outcome: Outcome }) {
  const look = LOOKS[outcome.kind];
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState("");
  const goOn = async () => {
    setBusy(true);
    setTrouble("");
    try {
      await take(assignment.pool_id);
    } catch (error) {
      setTrouble(wordsOf(error));
    }
    setBusy(false);
  };
  const toTasks = () => {
    renewMe();
    navigate("/", { replace: true });
  };
  const reason = outcome.whyNot;
  const canGoOn = outcome.kind !== "handed-in" || outcome.whyNot?.code === "CAPTCHA_REQUIRED";
  return (
    <div class="work-over" role="status">
      <EmptyState icon={look.icon} title={t(look.title)} isWhole>
        <p>{t(reason ? "work.done.thanks" : look.words)}</p>
        {reason ? <p class="soft">{sentence(reason.words)}</p> : null}
        <div role="alert">{trouble}</div>
        <div class="work-over-actions">
          {canGoOn ? (
            <Button busy={busy} onClick={goOn}>
              {t("work.takeNext")}
            </Button>
          ) : null}
          <Button look={canGoOn ? "quiet" : "main"} onClick={toTasks}>
            {t("app.toTasks")}
          </Button>
        </div>
      </EmptyState>
    </div>
  );
}
