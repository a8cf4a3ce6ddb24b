/** The base class of an assignment: it begins, sends, skips and pauses what the worker does on the page. */
import { runtime, warn, wordsOf } from "../runtime";
import type { ServiceSet } from "../services";
import { callable } from "./callable";
import { showErrors } from "./errors";
import { SandboxChannel } from "./sandbox-channel";
import type { SuiteOptions, TolokaTaskSuite } from "./suite";
import type { Solution, SolutionError, TaskModel, WorkspaceOptions } from "./types";

export interface AssignmentOptions extends Omit<SuiteOptions, "assignment"> {
  assignment: { id: string | undefined; tasks: TaskModel[]; solutions: SuiteOptions["solutions"] };
  TaskSuiteClass: new (options: SuiteOptions) => TolokaTaskSuite;
}

interface State {
  options: AssignmentOptions;
  suite: TolokaTaskSuite | null;
  channel: SandboxChannel | null;
  started: boolean;
  destroyed: boolean;
}

const states = new WeakMap<object, State>();

function stateOf(assignment: TolokaAssignment): State {
  const state = states.get(assignment);
  if (state === undefined) throw new Error("Call TolokaAssignment from the constructor of your assignment");
  return state;
}

export class TolokaAssignmentMethods {
  declare hotkey: ServiceSet["hotkey"];

  /** Undefined in a preview. */
  getId(): string | undefined {
    return stateOf(this).options.assignment.id;
  }

  getOptions(): AssignmentOptions {
    return stateOf(this).options;
  }

  getWorkspaceOptions(): WorkspaceOptions {
    return stateOf(this).options.workspaceOptions;
  }

  getTaskSuite(): TolokaTaskSuite {
    const state = stateOf(this);
    state.suite ??= new state.options.TaskSuiteClass({ ...state.options, assignment: this });
    return state.suite;
  }

  getTaskSuiteContainer(): HTMLElement {
    return document.body;
  }

  getSandboxChannel(): SandboxChannel {
    const state = stateOf(this);
    state.channel ??= openChannel(this);
    return state.channel;
  }

  initHotkeys(): void {
    this.hotkey.reset();
    this.hotkey.on("enter", () => this.submit());
  }

  start(): void {
    const suite = this.getTaskSuite();
    this.getTaskSuiteContainer().append(suite.getDOMElement());
    stateOf(this).started = true;
    suite.render();
    // What scripts subscribed to while they were drawn is not lost to the first reset.
    runtime().services.keys.keeping(() => {
      this.initHotkeys();
      suite.initHotkeys();
    });
    this.onStart();
  }

  submit(): void {
    this.provideSolutions();
  }

  skip(): void {
    this.getSandboxChannel().triggerOut("assignment:skip", { assignmentId: this.getId() });
  }

  pause(): void {
    this.getTaskSuite().pause();
    this.onPause();
  }

  /** Begins it where it was paused before it had begun. */
  resume(): void {
    this.getTaskSuite().resume();
    this.onResume();
    if (!stateOf(this).started) this.start();
  }

  provideSolutions(
    strategy: (this: TolokaAssignment, solutions: Solution[]) => void = handIn,
    onError?: (errors: SolutionError[]) => void,
  ): void {
    const provide = async (): Promise<void> => {
      const solutions = this.getTaskSuite().getSolutions();
      const errors = await this.getTaskSuite().validate(solutions);
      if (!errors || errors.length === 0) {
        strategy.call(this, solutions);
        return;
      }
      this.getSandboxChannel().triggerOut("assignment:validation:fail", errors);
      onError?.call(this, errors);
    };
    provide().catch((error: unknown) => {
      warn("script-error", wordsOf(error));
      runtime().channel.send({ type: "failed", where: "submit", message: wordsOf(error) });
    });
  }

  /** Once: the script may do it before the page does. */
  destroy(): void {
    const state = stateOf(this);
    if (state.destroyed) return;
    state.destroyed = true;
    runtime().services.stop();
    this.getTaskSuite().destroy();
    this.hotkey.reset();
    this.onDestroy();
    runtime().channel.close();
  }

  onStart(): void {}
  onPause(): void {}
  onResume(): void {}
  onDestroy(): void {}
}

export type TolokaAssignment = TolokaAssignmentMethods;

export const TolokaAssignment = callable<TolokaAssignment, AssignmentOptions>(
  "TolokaAssignment",
  TolokaAssignmentMethods,
  (assignment, options) => {
    states.set(assignment, { options, suite: null, channel: null, started: false, destroyed: false });
    assignment.hotkey = runtime().services.ofTask().hotkey;
    runtime().assignment = assignment;
    runtime().services.drafts.watch(() => assignment.getTaskSuite().getSolutions());
  },
);

function handIn(this: TolokaAssignment, solutions: Solution[]): void {
  this.getSandboxChannel().triggerOut("assignment:submit", { solutions, assignmentId: this.getId() });
}

function openChannel(assignment: TolokaAssignment): SandboxChannel {
  const channel = new SandboxChannel(runtime().channel);
  channel.on("request:assignment:submit", () => assignment.submit());
  channel.on("request:assignment:pause", () => assignment.pause());
  channel.on("request:assignment:resume", () => assignment.resume());
  channel.follow("assignment:validation:fail", (errors) =>
    showErrors(assignment.getTaskSuite(), errors as SolutionError[]),
  );
  return channel;
}
