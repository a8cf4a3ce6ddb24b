/** The base class of a task suite: the tasks of a page, the one that has the focus, and their keys. */
import { reveal } from "../height";
import { runtime } from "../runtime";
import type { ServiceSet } from "../services";
import type { ProxyOptions } from "../services/proxy";
import type { TolokaAssignment } from "./assignment";
import { callable } from "./callable";
import { pageStyles } from "./styles";
import type { TaskOptions, TolokaTask } from "./task";
import {
  PRESS_FIELD,
  type Solution,
  type SolutionError,
  type Specs,
  type TaskModel,
  type WorkspaceOptions,
} from "./types";

export interface SuiteOptions {
  tasks: TaskModel[];
  /** The same under the name that the documentation gives it. */
  task?: TaskModel[];
  specs: Specs;
  workspaceOptions: WorkspaceOptions;
  solutions: Array<{ task_id?: string; output_values: Record<string, unknown> }>;
  TaskClass: new (options: TaskOptions) => TolokaTask;
  assignment?: TolokaAssignment;
  assignmentId?: string | undefined;
}

interface State {
  options: SuiteOptions;
  tasks: TolokaTask[];
  element: HTMLElement | null;
  list: HTMLElement | null;
  focused: number;
}

const states = new WeakMap<object, State>();

function stateOf(suite: TolokaTaskSuite): State {
  const state = states.get(suite);
  if (state === undefined) throw new Error("Call TolokaTaskSuite from the constructor of your suite");
  return state;
}

export class TolokaTaskSuiteMethods {
  declare storage: ServiceSet["storage"];
  declare geolocation: ServiceSet["geolocation"];
  declare taskInterface: ServiceSet["taskInterface"];
  declare hotkey: ServiceSet["hotkey"];
  declare clientInfo: ServiceSet["clientInfo"];
  declare file: ServiceSet["file"];

  getOptions(): SuiteOptions {
    return stateOf(this).options;
  }

  getWorkspaceOptions(): WorkspaceOptions {
    return stateOf(this).options.workspaceOptions;
  }

  getAssignment(): TolokaAssignment | null {
    return stateOf(this).options.assignment ?? runtime().assignment;
  }

  getTasks(): TolokaTask[] {
    return stateOf(this).tasks;
  }

  getTasksIndexed(): Record<string, TolokaTask> {
    return Object.fromEntries(this.getTasks().map((task) => [task.getTask().id, task]));
  }

  getDOMElement(): HTMLElement {
    const state = stateOf(this);
    if (state.element === null) {
      state.element = document.createElement("div");
      state.element.className = "task-suite-page";
    }
    return state.element;
  }

  getTasksDOMElement(): HTMLElement {
    const state = stateOf(this);
    if (state.list === null) {
      state.list = document.createElement("div");
      state.list.className = "task-suite";
    }
    return state.list;
  }

  getStyleDOMElement(): HTMLStyleElement {
    return pageStyles();
  }

  render(): this {
    this.getStyleDOMElement();
    const list = this.getTasksDOMElement();
    this.getDOMElement().append(list);
    this.getTasks().forEach((task, index) => {
      const element = task.getDOMElement();
      // In the page before it is filled, so that scripts can measure what they draw.
      list.append(element);
      element.addEventListener("focusin", () => this.focusTask(index));
      element.addEventListener("pointerdown", () => this.focusTask(index));
      task.render();
    });
    this.onRender();
    return this;
  }

  destroy(): void {
    for (const task of this.getTasks()) task.destroy();
    stateOf(this).element?.remove();
    this.onDestroy();
  }

  getSolutions(): Solution[] {
    return this.getTasks().map((task) => task.getSolution());
  }

  async validate(solutions: Solution[] = this.getSolutions()): Promise<SolutionError[] | null> {
    const tasks = this.getTasksIndexed();
    const errors: SolutionError[] = [];
    for (const [index, solution] of solutions.entries()) {
      const task = tasks[solution.task_id] ?? this.getTasks()[index];
      const error = await task?.validate(solution);
      if (error) errors.push(error);
    }
    return errors.length === 0 ? null : errors;
  }

  focusTask(index: number): void {
    const state = stateOf(this);
    const next = state.tasks[index];
    if (next === undefined || state.focused === index) return;
    state.tasks[state.focused]?.blur();
    state.focused = index;
    next.focus();
  }

  focusNextTask(): void {
    step(this, 1);
  }

  focusPreviousTask(): void {
    step(this, -1);
  }

  getFocusedTask(): TolokaTask | undefined {
    const state = stateOf(this);
    return state.tasks[state.focused];
  }

  initHotkeys(): void {
    const { hotkey } = this;
    hotkey.on("arrow-left", () => this.focusPreviousTask());
    hotkey.on("arrow-up", () => this.focusPreviousTask());
    hotkey.on("arrow-right", () => this.focusNextTask());
    hotkey.on("arrow-down", () => this.focusNextTask());
    hotkey.on("key", (key) => {
      const task = this.getFocusedTask();
      if (task !== undefined && PRESS_FIELD in task) (task[PRESS_FIELD] as (key: string) => void)(key);
      this.onKey(key);
    });
    this.focusTask(0);
  }

  onKey(key: string): void {
    this.getFocusedTask()?.onKey(key);
  }

  pause(): void {
    for (const task of this.getTasks()) task.pause();
    this.onPause();
  }

  resume(): void {
    for (const task of this.getTasks()) task.resume();
    this.onResume();
  }

  onRender(): void {}
  onDestroy(): void {}
  onPause(): void {}
  onResume(): void {}
  onValidationFail(_errors: SolutionError[]): void {}

  getProxyUrl(path: string): string {
    return runtime().services.proxy.url(path);
  }

  proxy(path: string, options?: ProxyOptions): Promise<unknown> {
    return runtime().services.proxy.request(path, options);
  }
}

export type TolokaTaskSuite = TolokaTaskSuiteMethods;

export const TolokaTaskSuite = callable<TolokaTaskSuite, SuiteOptions>(
  "TolokaTaskSuite",
  TolokaTaskSuiteMethods,
  (suite, options) => {
    const { tasks, specs, workspaceOptions, TaskClass, assignmentId } = options;
    Object.assign(suite, runtime().services.ofTask());
    const taskOptions = (task: TaskModel, index: number): TaskOptions => ({
      ...(options.assignment === undefined ? {} : { assignment: options.assignment }),
      task,
      specs,
      workspaceOptions,
      assignmentId,
      index,
      count: tasks.length,
      solution: solutionOf(options, task, index),
    });
    const made = tasks.map((task, index) => new TaskClass(taskOptions(task, index)));
    states.set(suite, { options, tasks: made, element: null, list: null, focused: -1 });
  },
);

function solutionOf(options: SuiteOptions, task: TaskModel, index: number): Solution | undefined {
  const named = options.solutions.find((solution) => solution.task_id === task.id);
  const placed = options.solutions[index];
  const found = named ?? (placed?.task_id === undefined ? placed : undefined);
  return found === undefined ? undefined : { task_id: task.id, output_values: found.output_values };
}

function step(suite: TolokaTaskSuite, by: number): void {
  const tasks = suite.getTasks();
  const focused = suite.getFocusedTask();
  const index = focused === undefined ? 0 : tasks.indexOf(focused) + by;
  const next = tasks[index];
  if (next === undefined) return;
  suite.focusTask(index);
  next.getDOMElement().focus({ preventScroll: true });
  reveal(runtime().channel, next.getDOMElement());
}
