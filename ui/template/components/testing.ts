/** One component at work, for tests of its rules. */
import { compile } from "~/template/engine/config";
import type { Host, Mode } from "~/template/engine/host";
import { isObject } from "~/template/engine/json";
import type { Mount } from "~/template/engine/mount";
import { Task } from "~/template/engine/task";
import { registry } from "./schemas";

interface Given {
  readonly output?: Record<string, unknown>;
  readonly plugins?: readonly object[];
  readonly mode?: Mode;
}

export interface Bound {
  readonly mount: Mount;
  readonly task: Task;
  output(): unknown;
}

/** A field bound to `it` of the answer, unless it says where else. */
export function bound(view: object, given: Given = {}): Bound {
  const config = { view: { data: { type: "data.output", path: "it" }, ...view }, plugins: given.plugins };
  const task = new Task(compile(config, registry), hostIn(given.mode ?? "work"), {
    id: "task",
    input: {},
    output: given.output,
  });
  task.begin();
  const mount = task.root.peek();
  if (!mount) throw new Error("Nothing was mounted");
  const output = () => {
    const found = task.output.peek([]);
    return isObject(found) ? found : {};
  };
  return { mount, task, output };
}

function hostIn(mode: Mode): Host {
  return {
    mode,
    assignmentId: "assignment",
    searchEngines: {},
    tiles: undefined,
    translate: () => undefined,
    proxyUrl: (path) => path,
    openLink: () => {},
    watchLocation: () => () => {},
    upload: () => {
      throw new Error("no uploads here");
    },
    file: () => Promise.reject(new Error("no files here")),
  };
}
