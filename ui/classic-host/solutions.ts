/** From what a frame says of its answers to what the app knows: answers in the order of the tasks. */
import type { Solution, TaskErrors } from "~/classic-frame/protocol";
import type { Answer, ErrorsByTask, Task } from "./types";

/** Null when these are not answers to these tasks. */
export function inTaskOrder(solutions: Solution[], tasks: Task[]): Answer[] | null {
  if (solutions.length !== tasks.length) return null;
  if (solutions.every(({ task_id }) => task_id === undefined)) return solutions.map(answer);
  const byTask = new Map(solutions.map((solution) => [solution.task_id, solution]));
  const ordered = tasks.flatMap(({ id }) => byTask.get(id) ?? []);
  return ordered.length === tasks.length ? ordered.map(answer) : null;
}

function answer({ output_values }: Solution): Answer {
  return { output_values };
}

export function byTaskNumber(errors: TaskErrors[], tasks: Task[]): ErrorsByTask {
  const found: ErrorsByTask = {};
  for (const { task_id, errors: fields } of errors) {
    const index = tasks.findIndex(({ id }) => id === task_id);
    if (index >= 0) found[index] = fields;
  }
  return found;
}

export function byTaskId(errors: ErrorsByTask, tasks: Task[]): TaskErrors[] {
  return Object.entries(errors).flatMap(([index, fields]) => {
    const task = tasks[Number(index)];
    return task === undefined ? [] : [{ task_id: task.id, errors: fields }];
  });
}
