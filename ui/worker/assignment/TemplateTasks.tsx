import { effect } from "@preact/signals";
import { useErrorBoundary, useLayoutEffect, useMemo, useState } from "preact/hooks";
import { t } from "~/kit/i18n";
import { registry } from "~/template/components/schemas";
import { views } from "~/template/components/views";
import { compile, type Program } from "~/template/engine/config";
import type { FieldSpecs } from "~/template/engine/outputs";
import { Page } from "~/template/engine/page";
import { fetchAhead } from "~/template/view/ahead";
import { PageView } from "~/template/view/page";
import "~/template/styles/index.css";
import type { TaskDraft } from "./drafts";
import { hostFor } from "./host";
import { asSolutions, type TasksProps } from "./Shown";
import type { Answering, Work } from "./work";

/** The tasks of an interface of Template Builder. */
export function TemplateTasks({ work, answers, ready }: TasksProps) {
  const made = useMemo(() => open(work, answers), [work]);
  const [error] = useErrorBoundary();
  if (error) return <p class="tb-fault">{broken(error)}</p>;
  if (typeof made === "string") return <p class="tb-fault">{made}</p>;
  return <Tasks work={work} page={made} ready={ready} />;
}

function Tasks({ work, page, ready }: { work: Work; page: Page; ready: TasksProps["ready"] }) {
  const [errors, setErrors] = useState<ReadonlyMap<number, string>>(new Map());
  // Before anything is drawn, for the tasks to be there in one frame.
  useLayoutEffect(() => {
    page.begin();
    work.files.value = page.uploads;
    ready(answeringBy(page, setErrors));
    const stop = keepDrafts(page, work);
    const stopFetching = work.isActive ? fetchAhead(page) : () => {};
    return () => {
      work.files.value = undefined;
      stop();
      stopFetching();
      page.end();
    };
  }, [page]);
  return <PageView page={page} views={views} mistakes={merged(work.mistakes.value, errors)} />;
}

/** A page that is open, or why its interface cannot be shown. */
function open(work: Work, answers: TaskDraft[] | undefined): Page | string {
  const { assignment } = work;
  try {
    const program = compiled(assignment.view_spec?.config);
    return new Page(program, hostFor(work), {
      outputSpec: assignment.output_spec as unknown as FieldSpecs,
      tasks: assignment.tasks.map((task, index) => ({
        id: task.id,
        input: task.input_values,
        output: nothingFor(answers?.[index]?.output_values),
        internal: answers?.[index]?.internal_values,
        memory: answers?.[index]?.memory,
      })),
    });
  } catch (error) {
    return broken(error);
  }
}

function broken(error: unknown): string {
  return t("work.brokenInterface", { reason: error instanceof Error ? error.message : String(error) });
}

let last: { config: unknown; program: Program } | undefined;

/** The pages of one pool have one interface, which is compiled once. */
function compiled(config: unknown): Program {
  const known = last?.config === config ? last : undefined;
  last = known ?? { config, program: compile(config, registry) };
  return last.program;
}

/** An empty answer is none: fields that begin with something begin with it. */
function nothingFor(values: Record<string, unknown> | undefined) {
  return values && Object.keys(values).length > 0 ? values : undefined;
}

function answeringBy(page: Page, setErrors: (errors: ReadonlyMap<number, string>) => void): Answering {
  return {
    complete: async () => {
      setErrors(new Map());
      if (page.insist()) return asSolutions(page.solutions);
      requestAnimationFrame(() => showFirstError());
      return undefined;
    },
    showErrors: (found) => {
      const lines = [...page.refuse(found)].map(([index, fields]) => [index, listed(fields)] as const);
      setErrors(new Map(lines));
      requestAnimationFrame(() => showFirstError());
    },
  };
}

/** What is said of answers that no field on the page is for: by the names that the project gave them. */
function listed(fields: Record<string, string>): string {
  return Object.entries(fields)
    .map(([field, words]) => (field === "" ? words : `${field}: ${words}`))
    .join("\n");
}

/** Scroll to what is wrong, and put the focus into its control. */
function showFirstError(): void {
  const error = document.querySelector(".work .tb-error:not([hidden]), .work .tb-mistake");
  if (!error) return;
  const place = error.closest(".tb-component, .tb-task") ?? error;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  place.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
  place
    .querySelector<HTMLElement>(
      "input:not([disabled]), textarea, select, button:not(.tb-hint-button), [tabindex='0']",
    )
    ?.focus({ preventScroll: true });
}

/** Every change of an answer is a draft; what stands there when the page opens is none. */
function keepDrafts(page: Page, work: Work): () => void {
  let isFirst = true;
  return effect(() => {
    const saved = page.saved;
    if (!isFirst) {
      work.changed(
        saved.map(({ output, internal, memory }) => ({
          output_values: (output ?? {}) as Record<string, unknown>,
          ...(internal === undefined ? {} : { internal_values: internal }),
          ...(memory === undefined ? {} : { memory }),
        })),
      );
    }
    isFirst = false;
  });
}

function merged(one: ReadonlyMap<number, string>, other: ReadonlyMap<number, string>) {
  const all = new Map(one);
  for (const [index, words] of other) {
    const before = all.get(index);
    all.set(index, before === undefined ? words : `${before}\n${words}`);
  }
  return all;
}
