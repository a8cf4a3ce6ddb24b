import { useEffect, useRef, useState } from "preact/hooks";
import { getFile } from "~/api";
import { ClassicSuite, type ErrorsByTask } from "~/classic-host";
import type { ClassicViewSpec, DataSpec, ProxyRequest } from "~/classic-host/types";
import { language, t } from "~/kit/i18n";
import { me, settings } from "../session";
import { type Dialog, Opened } from "./Opened";
import { asSolutions, type TasksProps } from "./Shown";
import { askServer, serversOf } from "./servers";
import { uploadFor } from "./uploading";
import type { Answering, Work } from "./work";

/** The tasks of a classic interface, in its frame. */
export default function ClassicTasks({ work, answers, ready, submit }: TasksProps) {
  const suite = useRef<ClassicSuite>(null);
  const [open, setOpen] = useState<Dialog>();
  const close = () => setOpen(undefined);
  const { assignment } = work;
  useEffect(() => ready(answeringBy(() => suite.current)), []);
  const mistakes = work.mistakes.value;
  useEffect(() => {
    if (mistakes.size > 0) suite.current?.showErrors(hintsOf(mistakes));
  }, [mistakes]);
  const frameUrl = settings.value?.classic_frame_url;
  if (frameUrl === undefined) return null;
  return (
    <>
      <ClassicSuite
        ref={suite}
        frameUrl={frameUrl}
        viewSpec={(assignment.view_spec ?? { type: "classic" }) as unknown as ClassicViewSpec}
        inputSpec={assignment.input_spec as unknown as DataSpec}
        outputSpec={assignment.output_spec as unknown as DataSpec}
        tasks={assignment.tasks}
        solutions={answers ? answers.map(({ output_values }) => ({ output_values })) : null}
        readOnly={!work.isActive}
        reviewMode={!work.isActive}
        assignmentId={assignment.id}
        language={language()}
        services={servicesFor(work)}
        onSolutions={(found) => work.changed(found)}
        onSubmit={(found) => submit(asSolutions(found))}
        onSkip={() => void work.skip()}
        onExit={() => void work.exit()}
        onWrite={() => setOpen("message")}
        onInstructions={() => setOpen("instructions")}
      />
      <Opened assignment={assignment} open={open} close={close} />
    </>
  );
}

function servicesFor({ assignment }: Work) {
  return {
    upload: (file: File, onProgress: (share: number) => void) =>
      uploadFor(assignment.id, file, onProgress).done.then(({ id }) => ({ id })),
    fileUrl: async (id: string) => (await getFile(id)).url,
    proxyUrl: serversOf(assignment),
    proxy: (request: ProxyRequest) => askServer(serversOf(assignment), request),
    storageKey: `${assignment.project_id}:${me.peek()?.user_id ?? ""}`,
    openLink: (url: string) => {
      if (/^https?:/i.test(url)) window.open(url, "_blank", "noopener,noreferrer");
    },
  };
}

function answeringBy(suite: () => ClassicSuite | null): Answering {
  return {
    complete: async () => {
      const result = await suite()?.requestSubmit();
      return result?.kind === "solutions" ? asSolutions(result.solutions) : undefined;
    },
    showErrors: (found) => suite()?.showErrors(errorsOf(found)),
  };
}

function errorsOf(found: ReadonlyMap<number, Record<string, string>>): ErrorsByTask {
  return Object.fromEntries(
    [...found].map(([index, fields]) => [
      index,
      Object.fromEntries(
        Object.entries(fields).map(([name, message]) => [name, { code: "SERVER", message }]),
      ),
    ]),
  );
}

function hintsOf(mistakes: ReadonlyMap<number, string>): ErrorsByTask {
  return Object.fromEntries(
    [...mistakes].map(([index, hint]) => [
      index,
      { __TASK__: { code: "HINT", message: hint || t("work.wrong") } },
    ]),
  );
}
