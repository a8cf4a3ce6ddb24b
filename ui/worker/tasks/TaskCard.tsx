import { useId, useState } from "preact/hooks";
import type { TaskItem } from "~/api";
import { Badge } from "~/kit/Badge";
import { Button } from "~/kit/Button";
import { formatDuration } from "~/kit/format";
import { Icon } from "~/kit/Icon";
import { t } from "~/kit/i18n";
import { locale } from "~/kit/locale";
import { Link } from "~/kit/router";
import { Money } from "~/kit/Shown";
import { tell } from "~/kit/Toast";
import { lazy } from "../Lazy";
import { currency } from "../session";
import { take } from "../taken";
import { sentence, wordsOf } from "../words";
import type { Card } from "./cards";

const WriteDialog = lazy<import("../WriteDialog").WriteProps>(() => import("../WriteDialog"));

/** Something that the worker can take, or go on with. */
export function OpenCard({ card, onRefused }: { card: Card; onRefused: () => void }) {
  const { item } = card;
  const [asking, setAsking] = useState(false);
  const heading = useId();
  return (
    <li class="card task" aria-labelledby={heading}>
      <Head item={item} heading={heading} level="h2" />
      <Facts item={item} />
      <div class="task-actions">
        <Actions card={card} onRefused={onRefused} />
        <Button
          look="plain"
          icon="messages"
          label={t("tasks.ask.of", { project: item.project_name })}
          onClick={() => setAsking(true)}
        />
      </div>
      {asking && (
        <WriteDialog
          name={item.requester_name}
          project={item.project_name}
          about={{ pool_id: item.pool_id }}
          onClose={() => setAsking(false)}
        />
      )}
    </li>
  );
}

/** Something that the worker cannot take, and why. */
export function ClosedCard({ card }: { card: Card }) {
  const heading = useId();
  return (
    <li class="card task task-closed" aria-labelledby={heading}>
      <Head item={card.item} heading={heading} level="h3" />
      <ul class="why">
        {(card.item.why_not ?? []).map((reason) => (
          <li key={reason.code}>
            <Icon name="lock" />
            <span>{sentence(reason.words)}</span>
          </li>
        ))}
      </ul>
    </li>
  );
}

function Head({ item, heading, level }: { item: TaskItem; heading: string; level: "h2" | "h3" }) {
  const Heading = level;
  return (
    <div class="task-head">
      <div>
        <Heading id={heading} class="line-title" dir="auto">
          {item.project_name}
        </Heading>
        <p class="soft small">{t("app.by", { name: item.requester_name })}</p>
      </div>
      <Price item={item} />
      {item.project_description && (
        <p class="task-description" dir="auto">
          {item.project_description}
        </p>
      )}
    </div>
  );
}

function Price({ item }: { item: TaskItem }) {
  if (item.reward === 0) return <p class="task-price soft">{t("tasks.unpaid")}</p>;
  return (
    <p class="task-price">
      <strong>
        <Money amount={item.reward} currency={currency()} />
      </strong>
      <span class="soft small block">{t("tasks.perPage")}</span>
    </p>
  );
}

function Facts({ item }: { item: TaskItem }) {
  const duration = formatDuration(item.assignment_max_duration_seconds, locale());
  return (
    <div class="row">
      {item.kind === "TRAINING" && (
        <Badge tone="accent" icon="training">
          {t("tasks.training")}
        </Badge>
      )}
      <Badge icon="clock">{t("tasks.time", { time: duration })}</Badge>
      {item.tasks_per_suite > 0 && <Badge icon="pages">{t("tasks.size", { n: item.tasks_per_suite })}</Badge>}
      {item.kind === "MAIN" && <Badge icon="review">{acceptance(item)}</Badge>}
      {item.kind === "MAIN" && item.training_required && (
        <Badge tone="good" icon="training">
          {t("tasks.trainingPassed")}
        </Badge>
      )}
      {item.map && <Badge icon="pin">{t("tasks.map")}</Badge>}
      {item.adult && <Badge tone="warn">{t("tasks.adult")}</Badge>}
      {item.captcha_required && <Badge>{t("tasks.captcha")}</Badge>}
    </div>
  );
}

function acceptance(item: TaskItem): string {
  return item.auto_accept ? t("tasks.autoAccept") : t("tasks.review", { n: item.review_days });
}

function Actions({ card: { item, active }, onRefused }: { card: Card; onRefused: () => void }) {
  const project = item.project_name;
  const resume = active.map((id, place) => (
    <Link key={id} class="button" to={`/assignments/${encodeURIComponent(id)}`}>
      {active.length === 1 ? t("tasks.continue") : t("tasks.continue.nth", { n: place + 1 })}
      <span class="visually-hidden"> {project}</span>
    </Link>
  ));
  if (item.map) {
    return (
      <>
        {resume}
        <Link
          class={active.length > 0 ? "button button-quiet" : "button"}
          to={`/tasks/${item.pool_id}/places`}
        >
          {t("tasks.choose")}
          <span class="visually-hidden"> {project}</span>
        </Link>
      </>
    );
  }
  return active.length > 0 ? resume : <Start item={item} onRefused={onRefused} />;
}

function Start({ item, onRefused }: { item: TaskItem; onRefused: () => void }) {
  const [busy, setBusy] = useState(false);
  const start = async () => {
    setBusy(true);
    await take(item.pool_id).catch((error) => {
      tell(wordsOf(error), "bad");
      onRefused();
    });
    setBusy(false);
  };
  return (
    <Button busy={busy} onClick={start}>
      {item.kind === "TRAINING" ? t("tasks.startTraining") : t("tasks.start")}
      <span class="visually-hidden"> {item.project_name}</span>
    </Button>
  );
}
