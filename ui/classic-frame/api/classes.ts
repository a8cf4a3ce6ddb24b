/** The classes that a requester's script finds on the window, and which of them stand in for those it lacks. */
import { TolokaAssignment } from "./assignment";
import { TolokaTaskSuite } from "./suite";
import { TolokaTask } from "./task";

export interface ClassicExports {
  Task?: typeof TolokaTask;
  TaskSuite?: typeof TolokaTaskSuite;
  Assignment?: typeof TolokaAssignment;
}

export const baseClasses = { TolokaTask, TolokaTaskSuite, TolokaAssignment };

declare global {
  interface Window {
    TolokaTask: typeof TolokaTask;
    TolokaTaskSuite: typeof TolokaTaskSuite;
    TolokaAssignment: typeof TolokaAssignment;
    TolokaHandlebarsTask?: typeof TolokaTask;
    TolokaHandlebarsTaskSuite?: typeof TolokaTaskSuite;
  }
}

export function expose(classes: object): void {
  Object.assign(window, classes);
}

export function defaults(): Required<ClassicExports> {
  return {
    Task: window.TolokaHandlebarsTask ?? TolokaTask,
    TaskSuite: window.TolokaHandlebarsTaskSuite ?? TolokaTaskSuite,
    Assignment: TolokaAssignment,
  };
}
