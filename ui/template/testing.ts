/** What tests of the engine and of components without looks share: opening a config, and asking what came of it. */
import { registry } from "./components/schemas";
import { textOfLines } from "./engine/check";
import { compile } from "./engine/config";
import type { Host } from "./engine/host";
import type { Mount } from "./engine/mount";
import { Task } from "./engine/task";
import { SEARCH_ENGINES } from "./search-engines";

/** A host that shows a task to nobody. */
export const quietHost: Host = {
  mode: "work",
  assignmentId: "a1",
  searchEngines: SEARCH_ENGINES,
  tiles: undefined,
  translate: () => undefined,
  proxyUrl: (path) => `/proxy${path}`,
  openLink: () => {},
  watchLocation: () => () => {},
  upload: () => {
    throw new Error("no uploads here");
  },
  file: () => Promise.reject(new Error("no files here")),
};

export interface Given {
  readonly input?: unknown;
  readonly output?: unknown;
  readonly internal?: unknown;
  readonly memory?: unknown;
  readonly host?: Partial<Host>;
}

/** Open one task of a config. */
export function open(config: object, { input = {}, output, internal, memory, host = {} }: Given = {}): Task {
  const program = compile(config, registry);
  const task = new Task(program, { ...quietHost, ...host }, { id: "t1", input, output, internal, memory });
  task.begin();
  return task;
}

/** A mounted component and all that is within it, in order. */
export function all(mount: Mount | undefined): Mount[] {
  return mount ? [mount, ...mount.children.peek().flatMap(all)] : [];
}

export function fields(task: Task): Mount[] {
  return all(task.root.peek()).filter((mount) => mount.part.isField);
}

/** The field that is bound to a place of the output. */
export function fieldAt(task: Task, path: string): Mount {
  const found = fields(task).find((mount) => mount.ref?.key === `output:${path}`);
  if (!found) throw new Error(`No field at ${path}`);
  return found;
}

export const out = (path: string) => ({ type: "data.output", path });
export const inp = (path: string) => ({ type: "data.input", path });
export const text = (path: string, more: object = {}) => ({ type: "field.text", data: out(path), ...more });
export const list = (...items: object[]) => ({ type: "view.list", items });

/** What a value of a config is worth as a component's property. */
export function worth(value: unknown, given: Given = {}): unknown {
  return open({ view: { type: "view.text", content: value } }, given).root.peek()?.props.content;
}

export interface Judged {
  readonly passed: boolean;
  /** Why it failed. */
  readonly direct: string;
  /** Why it should not have passed. */
  readonly opposite: string;
}

/** What a condition says of a value, when it stands in the validation of the field that has it. */
export function judge(condition: object, value?: unknown, given: Given = {}): Judged {
  const config = { view: text("value", { validation: condition }) };
  const task = open(config, { output: value === undefined ? undefined : { value }, ...given });
  const check = task.scope.within({ owner: fieldAt(task, "value") }).checkOf(validationOf(task));
  return {
    passed: check.passed,
    direct: textOfLines(check.direct()),
    opposite: textOfLines(check.opposite()),
  };
}

function validationOf(task: Task) {
  const view = task.program.view;
  return view.kind === "component" ? view.definition.props.validation : undefined;
}
