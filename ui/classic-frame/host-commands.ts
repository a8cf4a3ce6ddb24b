/** What the app asks of the interface. */
import type { TolokaAssignment } from "./api/assignment";
import { showErrors } from "./api/errors";
import type { Channel } from "./channel";
import type { TaskErrors } from "./protocol";
import { runtime } from "./runtime";

export function answerPings(channel: Channel): void {
  channel.on("ping", ({ n }) => channel.send({ type: "pong", n }));
}

export function connectHost(channel: Channel, assignment: TolokaAssignment): void {
  const events = assignment.getSandboxChannel();
  channel.on("requestSubmit", () => events.receive("request:assignment:submit", {}));
  channel.on("pause", () => events.receive("request:assignment:pause", {}));
  channel.on("resume", () => events.receive("request:assignment:resume", {}));
  channel.on("errors", ({ errors }) => show(assignment, errors));
  channel.on("key", ({ key, code }) => runtime().services.keys.press(key, code));
}

function show(assignment: TolokaAssignment, errors: TaskErrors[]): void {
  const full = errors.map(({ task_id, errors: fields }) => ({
    task_id,
    errors: Object.fromEntries(
      Object.entries(fields).map(([name, { code = "INVALID", message = "" }]) => [name, { code, message }]),
    ),
  }));
  showErrors(assignment.getTaskSuite(), full);
}
