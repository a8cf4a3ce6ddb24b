import { useId, useState } from "preact/hooks";
import type { Assignment } from "~/api";
import { Badge, Note } from "~/kit/Badge";
import { Button } from "~/kit/Button";
import { formatMoney, formatTime } from "~/kit/format";
import { t } from "~/kit/i18n";
import { locale } from "~/kit/locale";
import { Link } from "~/kit/router";
import { Money } from "~/kit/Shown";
import { StatusBadge } from "../StatusBadge";
import { currency } from "../session";
import WriteDialog, { AppealDialog } from "../WriteDialog";
import { appealUntil } from "./appealing";

/** One page of tasks that the worker took. */
export function HistoryItem({ assignment }: { assignment: Assignment }) {
  const money = currency();
  const heading = useId();
  return (
    <li class="card stack-small" aria-labelledby={heading}>
      <div class="row row-apart">
        <h2 class="line-title" id={heading} dir="auto">
          {assignment.project_name}
        </h2>
        <strong>
          <Money amount={assignment.reward} currency={money} />
        </strong>
      </div>
      <div class="row">
        <StatusBadge status={assignment.status} />
        {assignment.kind === "TRAINING" && <Badge icon="training">{t("history.training")}</Badge>}
        {assignment.bonus_total > 0 && (
          <Badge tone="good" icon="gift">
            {t("history.bonus", { amount: formatMoney(assignment.bonus_total, money, locale()) })}
          </Badge>
        )}
        <span class="soft small">{whenOf(assignment)}</span>
      </div>
      {assignment.public_comment && (
        <Note tone={assignment.status === "REJECTED" ? "bad" : "good"} icon="messages">
          <span class="small block">{t("history.comment")}</span>
          <span dir="auto">{assignment.public_comment}</span>
        </Note>
      )}
      <Actions assignment={assignment} />
    </li>
  );
}

function whenOf(assignment: Assignment): string {
  const time = (at: string) => formatTime(at, locale());
  const done = assignment.submitted ? t("history.done", { time: time(assignment.submitted) }) : "";
  if (assignment.status === "SUBMITTED" && assignment.review_until) {
    return `${done} · ${t("history.reviewUntil", { time: time(assignment.review_until) })}`;
  }
  return done || t("history.started", { time: time(assignment.created) });
}

function Actions({ assignment }: { assignment: Assignment }) {
  const [writing, setWriting] = useState(false);
  const [appealing, setAppealing] = useState(false);
  const until = appealUntil(assignment);
  const active = assignment.status === "ACTIVE";
  const names = { project: assignment.project_name, time: formatTime(assignment.created, locale()) };
  return (
    <div class="row">
      <Link
        class={active ? "button" : "button button-quiet"}
        to={`/assignments/${encodeURIComponent(assignment.id)}`}
      >
        {active ? t("history.continue") : t("history.open")}
        <span class="visually-hidden"> {`${names.project}, ${names.time}`}</span>
      </Link>
      {until && (
        <Button look="quiet" onClick={() => setAppealing(true)}>
          {t("history.appeal")}
          <span class="visually-hidden"> {`${names.project}, ${names.time}`}</span>
        </Button>
      )}
      <Button
        look="plain"
        icon="messages"
        label={t("history.ask.of", names)}
        onClick={() => setWriting(true)}
      />
      {until && (
        <span class="soft small">
          {t("history.appeal.until", { time: formatTime(until.toISOString(), locale()) })}
        </span>
      )}
      {writing && (
        <WriteDialog
          name={assignment.requester_name}
          project={assignment.project_name}
          about={{ assignment_id: assignment.id }}
          onClose={() => setWriting(false)}
        />
      )}
      {appealing && <AppealDialog assignmentId={assignment.id} onClose={() => setAppealing(false)} />}
    </div>
  );
}
