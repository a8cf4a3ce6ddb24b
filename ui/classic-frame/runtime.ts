/** What the parts of the frame share: set once, before any of the requester's code runs. */
import type { TolokaAssignment } from "./api/assignment";
import type { Channel } from "./channel";
import type { FrameWord, Init } from "./protocol";
import type { Services } from "./services";

export interface Runtime {
  readonly channel: Channel;
  readonly init: Init;
  readonly services: Services;
  assignment: TolokaAssignment | null;
}

let current: Runtime | null = null;

export function setRuntime(runtime: Runtime): void {
  current = runtime;
}

export function runtime(): Runtime {
  if (current === null) throw new Error("The interface has not begun");
  return current;
}

export type Say = (key: FrameWord, parameters?: Record<string, string | number>) => string;

/** A text in the worker's language. */
export const say: Say = (key, parameters = {}) =>
  (runtime().init.words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = parameters[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? value.toLocaleString(runtime().init.options.language) : value;
  });

/** What a script threw, as far as it can be told. */
export function wordsOf(error: unknown): string {
  return String(error instanceof Error ? `${error.name}: ${error.message}` : error).slice(0, 2000);
}

let warnings = 0;
const MAX_WARNINGS = 50;

/** Tell the requester, in a preview, of something that will not work as they may think. */
export function warn(code: string, detail: string): void {
  warnings += 1;
  if (warnings > MAX_WARNINGS) return;
  runtime().channel.send({ type: "warning", code, detail: detail.slice(0, 2000) });
}
