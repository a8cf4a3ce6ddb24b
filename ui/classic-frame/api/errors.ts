/** Showing what is wrong: by the frame itself first, then by the hooks that a script may have. */
import { reveal } from "../height";
import { runtime } from "../runtime";
import type { TolokaTaskSuite } from "./suite";
import { SHOW_ERRORS, type SolutionError } from "./types";

export function showErrors(suite: TolokaTaskSuite, errors: SolutionError[]): void {
  const tasks = suite.getTasksIndexed();
  let first: Element | null = null;
  for (const error of errors) {
    const task = tasks[error.task_id];
    if (task === undefined) continue;
    const shown = task[SHOW_ERRORS](error.errors);
    if (first === null && shown !== null) {
      first = shown;
      suite.focusTask(suite.getTasks().indexOf(task));
    }
  }
  if (first !== null) pointTo(first);
  suite.onValidationFail(errors);
  for (const error of errors) tasks[error.task_id]?.onValidationFail(error);
}

function pointTo(element: Element): void {
  const control = element.querySelector<HTMLElement>("input, textarea, select, button, a[href]");
  control?.focus({ preventScroll: true });
  reveal(runtime().channel, element);
}
