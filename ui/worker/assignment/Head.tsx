import { useEffect, useState } from "preact/hooks";
import type { Assignment } from "~/api";
import { Button } from "~/kit/Button";
import { Icon } from "~/kit/Icon";
import { language, t } from "~/kit/i18n";
import { recall, remember } from "~/kit/remembered";
import { Link } from "~/kit/router";
import { Money } from "~/kit/Shown";
import { currency } from "../session";
import { type Dialog, Opened } from "./Opened";
import type { PageSettings } from "./settings";
import type { Work } from "./work";

/** Above the tasks: what project it is, what it pays, how much time is left, and what can be looked up. */
export function Head({ work, settings }: { work: Work; settings: PageSettings }) {
  const { assignment } = work;
  const [open, setOpen] = useState<Dialog | undefined>(() =>
    settings.showInstructions && work.isActive && isFirstVisit(assignment) ? "instructions" : undefined,
  );
  const close = () => setOpen(undefined);
  return (
    <header class="work-head">
      <Link class="work-back" to={work.isActive ? "/" : "/history"}>
        <Icon name="back" />
        <span class="visually-hidden">{t(work.isActive ? "app.toTasks" : "nav.history")}</span>
      </Link>
      {settings.showTitle ? <h1 class="work-title">{assignment.project_name}</h1> : null}
      <span class="work-space" />
      {settings.showReward && assignment.reward > 0 ? (
        <span class="work-fact">
          <Money amount={assignment.reward} currency={currency()} />
        </span>
      ) : null}
      {settings.showTimer && work.isActive ? <Timer work={work} /> : null}
      {settings.showInstructions ? (
        <Button
          look="plain"
          icon="info"
          label={t("instructions.show")}
          onClick={() => setOpen("instructions")}
        />
      ) : null}
      {settings.showMessage ? (
        <Button look="plain" icon="messages" label={t("work.message")} onClick={() => setOpen("message")} />
      ) : null}
      {settings.showFullscreen && document.fullscreenEnabled ? <FullScreen /> : null}
      <Opened assignment={assignment} open={open} close={close} />
    </header>
  );
}

/** Whether the instructions of the project, as they are now, were never shown here. */
function isFirstVisit(assignment: Assignment): boolean {
  if (!assignment.instructions?.trim()) return false;
  const name = `talka-instructions:${assignment.project_id}`;
  const seen = String(assignment.instructions.length);
  if (recall(name) === seen) return false;
  remember(name, seen);
  return true;
}

const SHORT = 60;

/** The time that is left; the last minute is pointed out. */
function Timer({ work }: { work: Work }) {
  const [left, setLeft] = useState(work.secondsLeft);
  useEffect(() => {
    let isAsking = false;
    const timer = setInterval(async () => {
      setLeft(work.secondsLeft);
      if (work.secondsLeft > 0 || isAsking) return;
      isAsking = true;
      await work.timeIsUp();
      isAsking = false;
    }, 1000);
    return () => clearInterval(timer);
  }, [work]);
  const shown = clockText(left);
  return (
    <span class={`work-fact work-timer ${left <= SHORT ? "work-timer-short" : ""}`}>
      <Icon name="clock" />
      <span class="visually-hidden">{t("work.timeLeft")} </span>
      <span role="timer">{shown}</span>
      <span class="visually-hidden" role="status">
        {left <= SHORT && left > 0 ? t("work.lastMinute") : ""}
      </span>
    </span>
  );
}

/** 1:02:03, 12:05; days in words. */
function clockText(seconds: number): string {
  const days = Math.floor(seconds / 86_400);
  if (days > 1) return new Intl.NumberFormat(language(), { style: "unit", unit: "day" }).format(days);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, "0"))).join(":");
}

function FullScreen() {
  const toggle = () => {
    if (document.fullscreenElement) void document.exitFullscreen();
    else document.documentElement.requestFullscreen().catch(() => undefined);
  };
  return (
    <span class="not-on-phone">
      <Button look="plain" icon="fullscreen" label={t("work.fullscreen")} onClick={toggle} />
    </span>
  );
}
