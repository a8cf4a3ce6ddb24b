/** The base class of a task: markup with `${field}`, a solution, validation, and the services. */
import type { DataSpec, TaskErrors } from "../protocol";
import { runtime, say } from "../runtime";
import type { ServiceSet } from "../services";
import type { ProxyOptions } from "../services/proxy";
import { stateKey } from "../services/storage";
import type { TolokaAssignment } from "./assignment";
import { callable } from "./callable";
import { TaskNotice } from "./notice";
import { validateOutput } from "./output-spec";
import { pageStyles } from "./styles";
import {
  SET_DEFAULT,
  SHOW_ERRORS,
  type Solution,
  type SolutionError,
  type Specs,
  type TaskModel,
  WHOLE_TASK,
  type WorkspaceOptions,
} from "./types";

export interface TaskOptions {
  task: TaskModel;
  specs: Specs;
  workspaceOptions: WorkspaceOptions;
  solution?: Solution | undefined;
  assignment?: TolokaAssignment;
  assignmentId?: string | undefined;
  index?: number;
  count?: number;
}

interface State {
  options: TaskOptions;
  solution: Solution;
  element: HTMLElement | null;
  notice: TaskNotice | null;
  restored: boolean;
}

const states = new WeakMap<object, State>();

function stateOf(task: TolokaTask): State {
  const state = states.get(task);
  if (state === undefined) throw new Error("Call TolokaTask from the constructor of your task");
  return state;
}

export class TolokaTaskMethods {
  declare id: string;
  declare storage: ServiceSet["storage"];
  declare geolocation: ServiceSet["geolocation"];
  declare taskInterface: ServiceSet["taskInterface"];
  declare hotkey: ServiceSet["hotkey"];
  declare clientInfo: ServiceSet["clientInfo"];
  declare file: ServiceSet["file"];

  getOptions(): TaskOptions {
    return stateOf(this).options;
  }

  getTask(): TaskModel {
    return stateOf(this).options.task;
  }

  getWorkspaceOptions(): WorkspaceOptions {
    return stateOf(this).options.workspaceOptions;
  }

  getAssignment(): TolokaAssignment | null {
    return stateOf(this).options.assignment ?? runtime().assignment;
  }

  getDOMElement(): HTMLElement {
    const state = stateOf(this);
    state.element ??= createElement(state.options);
    return state.element;
  }

  getStyleDOMElement(): HTMLStyleElement {
    return pageStyles();
  }

  /** Values stand where the markup says `${field}`, as text: what is in a task must not become markup. */
  template(data: Record<string, unknown>): string {
    const markup = stateOf(this).options.specs.view_spec.markup ?? "";
    return markup.replace(/\$\{\s*([\w.-]+)\s*\}/g, (_, name: string) => escaped(printed(data[name])));
  }

  getTemplateData(): Record<string, unknown> {
    return this.getTask().input_values;
  }

  render(): this {
    this.getDOMElement().innerHTML = this.template(this.getTemplateData());
    this.finishRender();
    return this;
  }

  /**
   * A draft and an answer to look at come in by setSolution, after onRender: scripts override it to restore
   * their own widgets, which are there then.
   */
  finishRender(): void {
    this.onRender();
    const state = stateOf(this);
    if (state.restored) this.setSolution(state.solution);
  }

  destroy(): void {
    stateOf(this).element?.remove();
    this.onDestroy();
  }

  focus(): void {
    this.getDOMElement().classList.add("task_focused");
    this.onFocus();
  }

  blur(): void {
    this.getDOMElement().classList.remove("task_focused");
    this.onBlur();
  }

  onRender(): void {}
  onDestroy(): void {}
  onFocus(): void {}
  onBlur(): void {}
  onKey(_key: string): void {}
  onPause(): void {}
  onResume(_savedState?: unknown): void {}
  onValidationFail(_errors: SolutionError): void {}

  pause(): void {
    this.saveState();
    this.onPause();
  }

  resume(): void {
    const saved = this.getSavedState();
    if (saved?.solution !== undefined) this.setSolution(saved.solution);
    this.onResume(saved ?? undefined);
  }

  getSolution(): Solution {
    return stateOf(this).solution;
  }

  setSolution(solution: Solution): void {
    stateOf(this).solution = { task_id: this.getTask().id, output_values: { ...solution.output_values } };
    runtime().services.drafts.changed();
  }

  setSolutionOutputValue(name: string, value: unknown): void {
    this.setSolutionOutputValues({ [name]: value });
  }

  setSolutionOutputValues(values: Record<string, unknown>): void {
    const before = this.getSolution().output_values;
    // Scripts write from within their own setSolution; what changes nothing must not call it again.
    if (Object.entries(values).every(([name, value]) => same(before[name], value))) return;
    const merged: Record<string, unknown> = { ...before, ...values };
    for (const [name, value] of Object.entries(values)) if (value === undefined) delete merged[name];
    stateOf(this).notice?.forget(Object.keys(values));
    this.setSolution({ task_id: this.getTask().id, output_values: merged });
    this.saveState();
  }

  validate(solution: Solution = this.getSolution()): SolutionError | null {
    const spec: DataSpec = stateOf(this).options.specs.output_spec;
    const errors = validateOutput(spec, solution.output_values, say);
    return Object.keys(errors).length === 0 ? null : { task_id: this.getTask().id, errors };
  }

  saveState(): void {
    const key = keyOf(this);
    if (key === null) return;
    try {
      this.storage.setItem(key, JSON.stringify({ solution: this.getSolution() }));
    } catch {
      // The project's room is full. The app keeps a draft of its own, so no answer is lost by it.
      this.storage.removeItem(key);
    }
  }

  getSavedState(): { solution?: Solution } | null {
    const key = keyOf(this);
    const text = key === null ? null : this.storage.getItem(key);
    return text === null ? null : (JSON.parse(text) as { solution?: Solution });
  }

  showTaskError(message: string): void {
    noticeOf(this).show({ [WHOLE_TASK]: { message } });
  }

  hideTaskError(): void {
    noticeOf(this).forget([WHOLE_TASK]);
  }

  getProxyUrl(path: string): string {
    return runtime().services.proxy.url(path);
  }

  proxy(path: string, options?: ProxyOptions): Promise<unknown> {
    return runtime().services.proxy.request(path, options);
  }

  /** An answer to begin with, which no hook of a script hears of: it is there before the page is. */
  [SET_DEFAULT](name: string, value: unknown): void {
    const { solution } = stateOf(this);
    solution.output_values = { ...solution.output_values, [name]: value };
  }

  /** Answers whether there was anything to show. */
  [SHOW_ERRORS](errors: TaskErrors["errors"]): Element | null {
    return noticeOf(this).show(errors);
  }
}

export type TolokaTask = TolokaTaskMethods;

export const TolokaTask = callable<TolokaTask, TaskOptions>(
  "TolokaTask",
  TolokaTaskMethods,
  (task, options) => {
    const output_values = { ...(options.solution?.output_values ?? {}) };
    const solution = { task_id: options.task.id, output_values };
    states.set(task, {
      options,
      solution,
      element: null,
      notice: null,
      restored: options.solution !== undefined,
    });
    task.id = options.task.id;
    Object.assign(task, runtime().services.ofTask());
  },
);

function noticeOf(task: TolokaTask): TaskNotice {
  const state = stateOf(task);
  state.notice ??= new TaskNotice(task.getDOMElement());
  return state.notice;
}

function createElement(options: TaskOptions): HTMLElement {
  const element = document.createElement("div");
  element.className = "task";
  element.tabIndex = -1;
  element.setAttribute("role", "group");
  const { index = 0, count = 1 } = options;
  element.setAttribute("aria-label", say("classic.task", { number: index + 1, count }));
  return element;
}

/** Null in a preview, which has nothing to come back to. */
function keyOf(task: TolokaTask): string | null {
  const id = stateOf(task).options.assignmentId;
  return id === undefined ? null : stateKey(id, task.getTask().id);
}

function same(one: unknown, other: unknown): boolean {
  return one === other || (typeof one === typeof other && JSON.stringify(one) === JSON.stringify(other));
}

function printed(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
