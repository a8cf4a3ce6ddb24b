/**
 * What the asset bundles, which are scripts of their own, use of the frame. They share no module with it: all of
 * it is passed by this one object.
 */

import type { FieldClass } from "./handlebars/fields/field";
import type { FrameWord } from "./protocol";
import type { Say } from "./runtime";
import type { FileService } from "./services/files";

export interface FrameKit {
  say: Say;
  warn(code: string, detail: string): void;
  openLink(url: string): void;
  files: FileService;
  /** The whole address of a path on a requester's server. */
  proxyUrl(path: string): string;
  /** Kinds of fields by name: those of the Handlebars bundle, and what a later bundle adds. */
  fields: Record<string, FieldClass>;
}
export type { FrameWord };

declare global {
  interface Window {
    talkaFrame?: FrameKit;
  }
}

export function kit(): FrameKit {
  if (window.talkaFrame === undefined) throw new Error("This script belongs to the frame of a task");
  return window.talkaFrame;
}
