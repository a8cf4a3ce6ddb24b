import { useRef, useState } from "preact/hooks";
import type { Solution } from "~/api";
import { Note } from "~/kit/Badge";
import { Button } from "~/kit/Button";
import { formatShare } from "~/kit/format";
import { t } from "~/kit/i18n";
import { locale } from "~/kit/locale";
import { Spinner } from "~/kit/Spinner";
import { lazy } from "../Lazy";
import type { TaskDraft } from "./drafts";
import { Head } from "./Head";
import { Review } from "./Review";
import { settingsOf } from "./settings";
import { TemplateTasks } from "./TemplateTasks";
import type { Answering, Work } from "./work";

/** What shows tasks gets this, and says how to ask it for answers. */
export interface TasksProps {
  work: Work;
  answers: TaskDraft[] | undefined;
  ready: (answering: Answering) => void;
  /** The interface itself hands its answers in. */
  submit: (solutions: Solution[]) => void;
}

const ClassicTasks = lazy<TasksProps>(() => import("./ClassicTasks"));

/** The tasks of one assignment with everything around them. */
export function Shown({ work, answers }: { work: Work; answers: TaskDraft[] | undefined }) {
  const answering = useRef<Answering>(undefined);
  const settings = settingsOf(work.assignment.view_spec);
  const submit = (solutions?: Solution[]) => {
    if (answering.current) void work.submit(answering.current, solutions);
  };
  const given: TasksProps = {
    work,
    answers,
    submit,
    ready: (found) => {
      answering.current = found;
    },
  };
  return (
    <div class="work">
      <Head work={work} settings={settings} />
      <div class="work-tasks" inert={work.state.value !== "working" && work.isActive}>
        {work.isActive ? null : <Review assignment={work.assignment} />}
        {settings.isClassic ? <ClassicTasks {...given} /> : <TemplateTasks {...given} />}
      </div>
      {work.isActive ? <Foot work={work} settings={settings} submit={() => submit()} /> : null}
    </div>
  );
}

interface FootProps {
  work: Work;
  settings: ReturnType<typeof settingsOf>;
  submit: () => void;
}

function Foot({ work, settings, submit }: FootProps) {
  const state = work.state.value;
  const [leaving, setLeaving] = useState(false);
  return (
    <footer class="work-foot">
      <Bars work={work} />
      <Awaited work={work} />
      <div class="work-actions">
        {settings.showSkip ? (
          <Button look="quiet" busy={state !== "working"} onClick={() => void work.skip()}>
            {t("work.skip")}
          </Button>
        ) : null}
        {settings.showFinish ? (
          <Button look="quiet" onClick={() => setLeaving(!leaving)} aria-expanded={leaving}>
            {t("work.exit")}
          </Button>
        ) : null}
        <span class="work-space" />
        {settings.showSubmit ? (
          <Button busy={state === "waiting" || state === "sending" || state === "unsent"} onClick={submit}>
            {t("work.submit")}
          </Button>
        ) : null}
      </div>
      {leaving ? <Leaving work={work} close={() => setLeaving(false)} /> : null}
    </footer>
  );
}

/** Giving a page up loses its answers, so it is asked first. */
function Leaving({ work, close }: { work: Work; close: () => void }) {
  return (
    <section class="work-leaving" aria-label={t("work.exit")}>
      <p>{t("work.exit.words")}</p>
      <div class="work-actions">
        <Button look="quiet" onClick={close}>
          {t("work.exit.stay")}
        </Button>
        <Button look="danger" onClick={() => void work.exit()}>
          {t("work.exit.yes")}
        </Button>
      </div>
    </section>
  );
}

/** What stands in the way, in words. */
function Bars({ work }: { work: Work }) {
  const state = work.state.value;
  const trouble = work.trouble.value;
  return (
    <div role="alert" class="work-bars">
      {state === "unsent" ? (
        <Note tone="warn" icon="offline">
          <p>
            <Spinner /> {t("work.unsent")}
          </p>
          <Button look="quiet" onClick={() => work.changeAnswers()}>
            {t("work.unsent.change")}
          </Button>
        </Note>
      ) : null}
      {state === "elsewhere" ? (
        <Note tone="warn" icon="alert">
          <p>{t("work.elsewhere")}</p>
          <Button look="quiet" onClick={() => location.reload()}>
            {t("work.elsewhere.here")}
          </Button>
        </Note>
      ) : null}
      {trouble ? (
        <Note tone="bad" icon="alert">
          {trouble}
        </Note>
      ) : null}
      {work.mistakes.value.size > 0 && state === "working" ? (
        <Note tone="warn" icon="training">
          {t("work.mistakes", { n: work.mistakes.value.size })}
        </Note>
      ) : null}
    </div>
  );
}

/** Which files a submit waits for, and how far they are; whoever does not want to wait goes back to the tasks. */
function Awaited({ work }: { work: Work }) {
  const files = work.files.value;
  const isWaiting = work.state.value === "waiting" && files !== undefined;
  const percent = Math.floor((files?.share.value ?? 0) * 100);
  const words = isWaiting ? t("work.files", { n: files.running.value }) : "";
  return (
    <div class="work-bars">
      <span class="visually-hidden" role="status">
        {words}
      </span>
      {isWaiting ? (
        <Note icon="clock">
          <p class="work-files">
            <span aria-hidden="true">{words}</span>
            <progress value={percent} max={100} aria-label={words} />
            <span>{formatShare(percent / 100, locale())}</span>
          </p>
          <Button look="quiet" onClick={() => files.stopWaiting()}>
            {t("work.files.stop")}
          </Button>
        </Note>
      ) : null}
    </div>
  );
}

/** Answers in the API's form. */
export function asSolutions(drafts: readonly TaskDraft[]): Solution[] {
  return drafts.map((draft) => ({ output_values: draft.output_values as Solution["output_values"] }));
}
