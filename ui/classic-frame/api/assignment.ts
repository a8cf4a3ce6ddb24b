/** The base class of an assignment: it begins, sends, skips and pauses what the worker does on the page. */
import { runtime } from "../runtime";
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
    suite.render();
    this.initHotkeys();
    suite.initHotkeys();
    this.onStart();
  }

  submit(): void {
    this.provideSolutions(
      (solutions) => {
        const message = { solutions, assignmentId: this.getId() };
        this.getSandboxChannel().triggerOut("assignment:submit", message);
      },
      () => {},
    );
  }

  skip(): void {
    this.getSandboxChannel().triggerOut("assignment:skip", { assignmentId: this.getId() });
  }

  pause(): void {
    this.getTaskSuite().pause();
    this.onPause();
  }

  resume(): void {
    this.getTaskSuite().resume();
    this.onResume();
  }

  provideSolutions(
    strategy: (solutions: Solution[]) => void,
    onError?: (errors: SolutionError[]) => void,
  ): void {
    const solutions = this.getTaskSuite().getSolutions();
    void Promise.resolve(this.getTaskSuite().validate(solutions)).then((errors) => {
      if (!errors || errors.length === 0) {
        strategy.call(this, solutions);
        return;
      }
      this.getSandboxChannel().triggerOut("assignment:validation:fail", errors);
      onError?.call(this, errors);
      showErrors(this.getTaskSuite(), errors);
    });
  }

  destroy(): void {
    this.getTaskSuite().destroy();
    this.hotkey.reset();
    runtime().services.stop();
    this.onDestroy();
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
    states.set(assignment, { options, suite: null, channel: null });
    assignment.hotkey = runtime().services.ofTask().hotkey;
    runtime().assignment = assignment;
    runtime().services.drafts.watch(() => assignment.getTaskSuite().getSolutions());
  },
);

function openChannel(assignment: TolokaAssignment): SandboxChannel {
  const channel = new SandboxChannel(runtime().channel);
  channel.on("request:assignment:submit", () => assignment.submit());
  channel.on("request:assignment:pause", () => assignment.pause());
  channel.on("request:assignment:resume", () => assignment.resume());
  return channel;
}
