/** What the app gives to and gets from a classic interface. */
import type { ClassicViewSpec, DataSpec, FieldError, Task } from "~/classic-frame/protocol";

export type { ClassicViewSpec, DataSpec, FieldError, Task };

export interface Answer {
  output_values: Record<string, unknown>;
}

/** By the number of the task on the page, then by field; `__TASK__` stands for the whole task (hints, say). */
export type ErrorsByTask = Record<number, Record<string, FieldError>>;

export type SubmitResult =
  | { kind: "solutions"; solutions: Answer[] }
  | { kind: "errors"; errors: ErrorsByTask }
  /** The interface is stuck, gone, or keeps silent; the worker is told so beside it. */
  | { kind: "silent" };

export interface ProxyRequest {
  path: string;
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  contentType?: string;
  /** What the answer is read as; without it, its own type says. */
  dataType?: "json" | "text";
  body?: string;
}

export interface ClassicServices {
  upload(file: File, onProgress: (share: number) => void): Promise<{ id: string; url?: string }>;
  fileUrl(id: string): Promise<string | null> | string | null;
  /** Whose stored values these are: the project's id, and the worker's where several share a browser. */
  storageKey: string;
  openLink(url: string): void;
  /** The browser's own unless given. */
  location?: Geolocation;
  clientInfo?: Record<string, unknown>;
  /** What `getProxyUrl` begins with. */
  proxyUrl?: string;
  proxy?(request: ProxyRequest): Promise<unknown>;
}

/** Something that the requester should know, shown in previews. */
export interface Warning {
  code: string;
  detail: string;
}

/**
 * - `stuck`: it does not answer; `hung`: it held the whole browser when it was shown last, and does not run;
 * - `mute`: asked for its answers, it gave none that can be sent; `broken`: its script failed;
 * - `flooded`, `left`: it said too much, or led its frame elsewhere, and was taken away.
 */
export type Trouble = "stuck" | "hung" | "mute" | "broken" | "flooded" | "left";
