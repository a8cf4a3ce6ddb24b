/** The shapes that the classic task API hands to a requester's code. */
import type { Init, Task as TaskModel, WorkspaceOptions } from "../protocol";

export type { TaskModel, WorkspaceOptions };

export type Specs = Init["specs"];

export interface Solution {
  task_id: string;
  output_values: Record<string, unknown>;
}

export interface SolutionError {
  task_id: string;
  errors: Record<string, { code: string; message: string }>;
}

/** The name under which an error of the whole task stands among those of its fields. */
export const WHOLE_TASK = "__TASK__";

/**
 * How the frame's own parts show errors and press hotkeys, even where a script overrides the documented hooks
 * without calling what it overrides. The same symbols are used by the asset bundles.
 */
export const SHOW_ERRORS: unique symbol = Symbol.for("talka.showErrors");
export const SET_DEFAULT: unique symbol = Symbol.for("talka.setDefault");
export const PRESS_FIELD: unique symbol = Symbol.for("talka.pressField");
