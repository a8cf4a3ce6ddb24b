/** A page: one task suite, its tasks side by side or one at a time (template-builder 7.7, 8). */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { t } from "~/kit/i18n";
import type { Program } from "./config";
import type { Host } from "./host";
import { isObject, type JsonObject, textOf } from "./json";
import { Room } from "./limits";
import { Mount } from "./mount";
import { type FieldSpecs, missingOutputs } from "./outputs";
import { Scope, Visual } from "./scope";
import { Task, type TaskData } from "./task";
import { Uploads } from "./uploads";

export interface Layout {
  readonly kind: "scroll" | "pager";
  /** Pixels of a task's block; nothing: the whole width. */
  readonly taskWidth: number | undefined;
}

/** What a page starts with. */
export interface PageData {
  readonly tasks: readonly TaskData[];
  readonly outputSpec: FieldSpecs;
}

export interface Saved {
  readonly output: unknown;
  readonly internal: unknown;
  readonly memory: unknown;
}

/** In the first task's memory: which one is shown. */
const SHOWN = "shown";

export class Page {
  readonly tasks: readonly Task[];
  readonly layout: ReadonlySignal<Layout>;
  /** Above the tasks, once for the page. */
  readonly notifications = signal<readonly Mount[]>([]);
  /** The task that is shown in pager mode, and that keys act on. */
  readonly current = signal(0);
  /** What the output spec asks for beyond the interface, by tasks; filled by an attempt to submit. */
  readonly missing = signal<ReadonlyMap<number, string>>(new Map());
  readonly uploads = new Uploads();
  readonly #outputSpec: FieldSpecs;

  constructor(
    readonly program: Program,
    readonly host: Host,
    data: PageData,
  ) {
    const room = new Room();
    this.tasks = data.tasks.map((task) => new Task(program, host, task, this.uploads, room));
    this.#outputSpec = data.outputSpec;
    this.layout = computed(() => layoutOf(this.tasks[0]));
  }

  begin(): void {
    for (const task of this.tasks) task.begin();
    this.#beginNotifications();
    this.focus(this.#shownBefore());
  }

  /** The task that was shown when the draft was kept. */
  #shownBefore(): number {
    const found = this.tasks[0]?.memory.peek([SHOWN]);
    return typeof found === "number" && this.tasks[found] ? found : 0;
  }

  end(): void {
    for (const mount of this.notifications.peek()) mount.end();
    for (const task of this.tasks) task.end();
  }

  /** Let keys act on a task. */
  focus(index: number): void {
    const before = this.tasks[this.current.peek()];
    if (before) before.isFocused.value = false;
    this.current.value = index;
    const next = this.tasks[index];
    if (next) next.isFocused.value = true;
    if (this.layout.peek().kind === "pager") this.tasks[0]?.remember(SHOWN, index || undefined);
  }

  /** Whether everything is answered rightly as far as the page can know; all that is wrong is shown from now on. */
  insist(): boolean {
    const valid = this.tasks.map((task) => task.insist());
    const missing = new Map<number, string>();
    this.tasks.forEach((task, index) => {
      const absent = valid[index] ? missingOutputs(this.#outputSpec, task.output.peek([])) : [];
      const names = absent.map((name) => task.nameOf(name));
      if (names.length > 0) missing.set(index, t("template.missing", { names: names.join(", ") }));
    });
    this.missing.value = missing;
    const wrong = this.tasks.findIndex((_, index) => !valid[index] || missing.has(index));
    if (wrong >= 0) this.focus(wrong);
    return wrong < 0;
  }

  /** The server refused answers, by tasks and fields; gives back what no field on the page shows. */
  refuse(found: ReadonlyMap<number, Record<string, string>>): Map<number, Record<string, string>> {
    const rest = new Map<number, Record<string, string>>();
    for (const [index, fields] of found) {
      const unshown = this.tasks[index]?.refuse(fields) ?? fields;
      if (Object.keys(unshown).length > 0) rest.set(index, unshown);
    }
    const first = Math.min(...found.keys());
    if (first in this.tasks) this.focus(first);
    return rest;
  }

  /** The answers, in the order of the tasks. */
  get solutions(): { output_values: Record<string, unknown> }[] {
    return this.tasks.map((task) => {
      const output = task.output.read([]);
      return { output_values: isObject(output) ? output : {} };
    });
  }

  /** Everything to be restored on a reload. */
  get saved(): Saved[] {
    return this.tasks.map((task) => ({
      output: task.output.read([]),
      internal: task.internal.read([]),
      memory: task.memory.read([]),
    }));
  }

  #beginNotifications(): void {
    const first = this.tasks[0];
    if (!first) return;
    const inputValues = this.tasks.map((task) => task.input.peek([]));
    const locals = signal({ inputValues });
    const task = new Task(this.program, this.host, { id: "", input: {}, output: undefined });
    const scope = new Scope(task, { locals });
    let found: unknown;
    first.attempt(() => {
      const definition = task.plugins.peek().find((one) => one.type === "plugin.toloka");
      found = scope.resolve(definition?.props.notifications);
    });
    const visuals = (Array.isArray(found) ? found : []).filter((one) => one instanceof Visual);
    this.notifications.value = visuals.map((visual) => new Mount(visual, task));
    for (const mount of this.notifications.peek()) mount.begin();
  }
}

function layoutOf(task: Task | undefined): Layout {
  const given = givenLayout(task);
  const kind = textOf(given.kind);
  return {
    kind: kind === "pager" || kind === "first-task-only" ? "pager" : "scroll",
    taskWidth: typeof given.taskWidth === "number" && given.taskWidth > 0 ? given.taskWidth : undefined,
  };
}

/** What the config says of the layout; nothing where that cannot be made out, which the task itself complains of. */
function givenLayout(task: Task | undefined): JsonObject {
  try {
    const layout = task?.pluginProps("plugin.toloka")[0]?.layout;
    return isObject(layout) ? layout : {};
  } catch {
    return {};
  }
}
