import { useEffect, useLayoutEffect, useMemo, useState } from "preact/hooks";
import { type Assignment, getAssignment } from "~/api";
import { t } from "~/kit/i18n";
import { useLoaded } from "~/kit/load";
import { Link, navigate } from "~/kit/router";
import { Skeleton } from "~/kit/Spinner";
import { Failure } from "../Failure";
import { me, renewMeSoon } from "../session";
import { handOver, takeOver } from "../taken";
import { forgetOldDrafts, type TaskDraft } from "./drafts";
import { Over } from "./Over";
import { Shown } from "./Shown";
import { forgetOldUploads } from "./uploading";
import { Work } from "./work";
import "./assignment.css";

/** A page of tasks; the next one, which comes with the answer to its submit, takes its place. */
export default function AssignmentPage({ id }: { id: string }) {
  const [taken] = useState(() => ({ view: takeOver(id) }));
  // What came with a take or a submit is shown in the same frame.
  const [given] = useState(() => (taken.view instanceof Promise ? undefined : taken.view));
  const load = (signal: AbortSignal) => {
    const { view } = taken;
    taken.view = undefined;
    return Promise.resolve(view ?? getAssignment(id, signal));
  };
  const loaded = useLoaded(load, id);
  useEffect(() => {
    forgetOldDrafts(Date.now(), id);
    forgetOldUploads(Date.now());
  }, []);
  const current = loaded.data ?? given;
  if (!current) {
    if (loaded.error !== undefined) return <Unfound error={loaded.error} retry={loaded.reload} />;
    return <Skeleton shape="card" />;
  }
  const goOn = (next: Assignment) => {
    handOver(next);
    // In place of this page, to which nobody can come back to work: back leads to where the work was begun.
    navigate(`/assignments/${encodeURIComponent(next.id)}`, { replace: true });
    renewMeSoon();
  };
  return <OnePage key={current.id} assignment={current} goOn={goOn} />;
}

/** A page that cannot be shown is no dead end. */
function Unfound({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <div class="work-over">
      <div class="stack">
        <Failure error={error} retry={retry} />
        <Link class="button button-quiet" to="/">
          {t("app.toTasks")}
        </Link>
      </div>
    </div>
  );
}

interface OnePageProps {
  assignment: Assignment;
  goOn: (next: Assignment) => void;
}

function OnePage({ assignment, goOn }: OnePageProps) {
  const work = useMemo(() => new Work(assignment, goOn, me.peek()?.user_id ?? ""), [assignment]);
  const [begun, setBegun] = useState<{ answers: TaskDraft[] | undefined }>();
  // Before anything is drawn: the next page is not to wait for a frame.
  useLayoutEffect(() => {
    let isGone = false;
    work.begin().then((answers) => {
      if (!isGone) setBegun({ answers });
    });
    const flush = () => work.flush();
    const leave = () => work.leave();
    const warn = (event: BeforeUnloadEvent) => {
      if ((work.files.peek()?.running.peek() ?? 0) > 0) event.preventDefault();
    };
    addEventListener("beforeunload", warn);
    addEventListener("pagehide", leave);
    document.addEventListener("visibilitychange", flush);
    return () => {
      isGone = true;
      removeEventListener("beforeunload", warn);
      removeEventListener("pagehide", leave);
      document.removeEventListener("visibilitychange", flush);
      work.close();
    };
  }, [work]);
  useEffect(() => {
    document.title = `${assignment.project_name} · ${t("app.name")}`;
  }, [assignment]);
  const outcome = work.outcome.value;
  if (outcome) return <Over assignment={assignment} outcome={outcome} />;
  if (!begun) return <Skeleton shape="card" />;
  return <Shown work={work} answers={begun.answers} />;
}
