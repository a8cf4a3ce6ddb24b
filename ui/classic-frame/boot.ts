/** From the first message of the app to the rendered page. */
import { TolokaAssignment } from "./api/assignment";
import { baseClasses, type ClassicExports, defaults, expose } from "./api/classes";
import { loadAssets } from "./assets";
import type { Channel } from "./channel";
import { followHeight } from "./height";
import { answerPings, connectHost } from "./host-commands";
import "./kit";
import { Outbox } from "./outbox";
import type { Init } from "./protocol";
import { say, setRuntime, warn, wordsOf } from "./runtime";
import { createServices } from "./services";
import { replaceStorage } from "./services/storage";
import { applyTheme } from "./theme";

export async function start(channel: Channel, init: Init, base: string): Promise<void> {
  answerPings(channel);
  const outbox = new Outbox(channel);
  const services = createServices(channel, outbox, init);
  setRuntime({ channel, init, services, assignment: null });
  replaceStorage(services);
  document.documentElement.lang = init.options.language;
  document.documentElement.dir = init.direction;
  applyTheme(channel, init);
  expose(baseClasses);
  const { files, openLink, proxy } = services;
  const proxyUrl = (path: string) => proxy.url(path);
  window.talkaFrame = { say, warn, openLink, files, proxyUrl, fields: {} };
  reportErrors();
  followHeight(outbox);
  await loadAssets(init.specs.view_spec.assets ?? {}, base);
  const exports = runScript(channel, init.specs.view_spec.script ?? "");
  if (exports !== null) render(channel, init, exports);
}

/**
 * The script is the body of a function: its declarations are hoisted, as old ones count on, and its names do not
 * reach the window.
 */
function runScript(channel: Channel, script: string): ClassicExports | null {
  const exports: ClassicExports = {};
  try {
    const run = new Function("exports", `${script}\n//# sourceURL=task-interface.js`);
    run.call(window, exports);
    return exports;
  } catch (error) {
    channel.send({ type: "failed", where: "script", message: wordsOf(error) });
    return null;
  }
}

function render(channel: Channel, init: Init, exports: ClassicExports): void {
  try {
    const { Task, TaskSuite, Assignment } = { ...defaults(), ...exports };
    const assignment = new (Assignment ?? TolokaAssignment)({
      assignment: { id: init.assignmentId ?? undefined, tasks: init.tasks, solutions: init.solutions ?? [] },
      tasks: init.tasks,
      task: init.tasks,
      solutions: init.solutions ?? [],
      specs: init.specs,
      workspaceOptions: init.options,
      assignmentId: init.assignmentId ?? undefined,
      TaskClass: Task,
      TaskSuiteClass: TaskSuite,
    });
    connectHost(channel, assignment);
    assignment.start();
    // Handed in, skipped or left: what the script holds is let go, and the last answers are told.
    window.addEventListener("pagehide", ({ persisted }) => {
      if (!persisted) assignment.destroy();
    });
    channel.send({ type: "rendered" });
  } catch (error) {
    channel.send({ type: "failed", where: "render", message: wordsOf(error) });
  }
}

function reportErrors(): void {
  window.addEventListener("error", (event) => warn("script-error", event.message));
  window.addEventListener("unhandledrejection", (event) => warn("script-error", wordsOf(event.reason)));
}
