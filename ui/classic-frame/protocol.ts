/**
 * What the app and the frame of a classic interface say to each other over one MessageChannel.
 *
 * The frame runs a requester's code, so everything it says is checked here, by form and size, before the app
 * looks at it. What the app says is only typed: the frame got the port from its parent and believes it.
 */
import {
  blob,
  type Check,
  dictionary,
  finite,
  flag,
  jsonObject,
  list,
  nullable,
  oneOf,
  optional,
  shape,
  text,
  within,
} from "./schema";

export const HELLO = "talka-classic-hello";
export const PORT = "talka-classic-port";

export const MAX_TASKS = 10_000;
/** Of one task's answer, and of those of a whole page. */
export const MAX_SOLUTIONS_SIZE = 1 << 20;
export const MAX_PAGE_SIZE = 8 << 20;
export const MAX_STORED_SIZE = 256 << 10;
const MAX_ID = 200;
const MAX_WORDS = 10_000;

const id = text(MAX_ID);
const words = text(MAX_WORDS);
const solution = shape({ task_id: optional(id), output_values: jsonObject(MAX_SOLUTIONS_SIZE) });
const solutionList = within(list(solution, MAX_TASKS), MAX_PAGE_SIZE);
const fieldError = shape({ code: optional(id), message: optional(words) });
const taskErrors = shape({ task_id: id, errors: dictionary(fieldError, 1000) });
const positionOptions = shape({
  enableHighAccuracy: optional(flag),
  timeout: optional(finite),
  maximumAge: optional(finite),
});

export interface Solution {
  task_id?: string;
  output_values: Record<string, unknown>;
}
export interface FieldError {
  code?: string;
  message?: string;
}
export interface TaskErrors {
  task_id: string;
  errors: Record<string, FieldError>;
}
export interface PositionSettings {
  enableHighAccuracy?: boolean;
  timeout?: number;
  maximumAge?: number;
}

const FORMS = {
  rendered: shape({ type: oneOf("rendered") }),
  failed: shape({ type: oneOf("failed"), where: oneOf("script", "render", "submit"), message: text(2000) }),
  warning: shape({ type: oneOf("warning"), code: id, detail: text(2000) }),
  height: shape({ type: oneOf("height"), height: finite }),
  reveal: shape({ type: oneOf("reveal"), top: finite, height: finite }),
  solutions: shape({ type: oneOf("solutions"), solutions: solutionList }),
  submit: shape({ type: oneOf("submit"), solutions: solutionList }),
  invalid: shape({ type: oneOf("invalid"), errors: list(taskErrors, MAX_TASKS) }),
  skip: shape({ type: oneOf("skip") }),
  instructions: shape({ type: oneOf("instructions") }),
  fullscreen: shape({ type: oneOf("fullscreen") }),
  openLink: shape({ type: oneOf("openLink"), url: text(8192) }),
  store: shape({
    type: oneOf("store"),
    key: text(1024),
    value: nullable(text(MAX_STORED_SIZE)),
    expires: nullable(finite),
  }),
  pong: shape({ type: oneOf("pong"), n: finite }),
  upload: shape({ type: oneOf("upload"), call: finite, file: blob, name: text(1024) }),
  fileUrl: shape({ type: oneOf("fileUrl"), call: finite, id }),
  locate: shape({ type: oneOf("locate"), call: finite, options: positionOptions }),
  watch: shape({ type: oneOf("watch"), call: finite, options: positionOptions }),
  unwatch: shape({ type: oneOf("unwatch"), call: finite }),
  proxy: shape({
    type: oneOf("proxy"),
    call: finite,
    path: text(8192),
    method: oneOf("GET", "POST", "PUT", "PATCH", "DELETE"),
    contentType: optional(text(MAX_ID)),
    dataType: optional(oneOf("json", "text")),
    body: optional(text(MAX_SOLUTIONS_SIZE)),
  }),
};

type FormOf<K extends keyof typeof FORMS> = (typeof FORMS)[K] extends Check<infer T> ? T : never;
export type FrameMessages = { [K in keyof typeof FORMS]: FormOf<K> };
export type FrameMessage = FrameMessages[keyof FrameMessages];
export type Call = Extract<FrameMessage, { call: number }>;

/** What the frame said, or null when it has not the form that was agreed on. */
export function readFrameMessage(data: unknown): FrameMessage | null {
  const type: unknown = typeof data === "object" && data !== null && "type" in data ? data.type : undefined;
  if (typeof type !== "string" || !Object.hasOwn(FORMS, type)) return null;
  const check: Check<FrameMessage> = FORMS[type as keyof typeof FORMS];
  return check(data) ? data : null;
}

export interface Task {
  id: string;
  input_values: Record<string, unknown>;
}

export interface FieldSpec {
  type: string;
  required?: boolean;
  hidden?: boolean;
  allowed_values?: unknown[];
  min_length?: number;
  max_length?: number;
  min_value?: number;
  max_value?: number;
  min_size?: number;
  max_size?: number;
  pattern?: string;
}
export type DataSpec = Record<string, FieldSpec>;

export interface ClassicViewSpec {
  type?: string;
  markup?: string;
  styles?: string;
  script?: string;
  assets?: { style_urls?: string[]; script_urls?: string[] };
  settings?: Record<string, unknown>;
}

export interface WorkspaceOptions {
  agent: "FRONTEND";
  isReadOnly: boolean;
  isReviewMode: boolean;
  language: string;
  origin: string;
}

/** A kept value and the moment (milliseconds of Unix time) after which it is forgotten. */
export type Stored = Record<string, [value: string, expires: number | null]>;

export interface Init {
  type: "init";
  tasks: Task[];
  solutions: Solution[] | null;
  specs: { input_spec: DataSpec; output_spec: DataSpec; view_spec: ClassicViewSpec };
  options: WorkspaceOptions;
  assignmentId: string | null;
  words: Record<string, string>;
  stored: Stored;
  proxyUrl: string;
  theme: "light" | "dark";
  direction: "ltr" | "rtl";
  clientInfo: Record<string, unknown>;
}

export interface Position {
  coords: Record<string, number | null>;
  timestamp: number;
}

export type HostMessage =
  | Init
  | { type: "requestSubmit" }
  | { type: "errors"; errors: TaskErrors[] }
  | { type: "ping"; n: number }
  | { type: "key"; key: string; code: string }
  | { type: "pause" }
  | { type: "resume" }
  | { type: "theme"; theme: "light" | "dark" }
  | { type: "answer"; call: number; value: unknown }
  | { type: "refusal"; call: number; code: string; message: string }
  | { type: "progress"; call: number; share: number }
  | { type: "watched"; call: number; position: Position }
  | { type: "watchFailed"; call: number; code: number; message: string };

/** The texts that the frame shows by itself; the app gives them in the worker's language. */
export const FRAME_WORDS = [
  "classic.error.required",
  "classic.error.number",
  "classic.error.integer",
  "classic.error.text",
  "classic.error.boolean",
  "classic.error.list",
  "classic.error.length.min",
  "classic.error.length.max",
  "classic.error.value.min",
  "classic.error.value.max",
  "classic.error.size.min",
  "classic.error.size.max",
  "classic.error.pattern",
  "classic.error.allowed",
  "classic.error.url",
  "classic.error.coordinates",
  "classic.error.file",
  "classic.error.suggest",
  "classic.error.uploading",
  "classic.error.geotag",
  "classic.error.upload",
  "classic.task",
  "classic.picture",
  "classic.page",
  "classic.page.zoom",
  "classic.select.empty",
  "classic.file.choose",
  "classic.file.photo",
  "classic.file.record",
  "classic.file.remove",
  "classic.file.retry",
  "classic.file.progress",
  "classic.file.done",
  "classic.area",
  "classic.area.help",
  "classic.area.polygon",
  "classic.area.rectangle",
  "classic.area.delete",
  "classic.area.point",
  "classic.area.shape.polygon",
  "classic.area.shape.rectangle",
  "classic.area.few",
  "classic.area.broken",
  "classic.unsupported",
] as const;
export type FrameWord = (typeof FRAME_WORDS)[number];
