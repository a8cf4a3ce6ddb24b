/** The worker's API: one function for each call. */
import { language } from "~/kit/i18n";
import { environment } from "./environment";
import { type Asked, ask, type Transport, wait } from "./http";
import type {
  Access,
  Assignment,
  AssignmentStatus,
  Captcha,
  Choice,
  Earnings,
  FileView,
  Json,
  Me,
  Page,
  Paging,
  Point,
  ProfileForm,
  RegistrationForm,
  Session,
  Settings,
  Solution,
  Submitted,
  TaskItem,
  Thread,
} from "./types";

export { type Environment, environment } from "./environment";
export { ApiError, type FieldError, NetworkError } from "./errors";
export type * from "./types";

export const transport: Transport = {
  base: environment.api,
  language,
  fetch: (input, init) => fetch(input, init),
  delays: [300, 1_000, 3_000],
  wait,
};

type Signal = AbortSignal | undefined;

function call<Answer>(path: string, asked?: Asked): Promise<Answer> {
  return ask<Answer>(transport, path, asked);
}

/** What the server tells anybody. */
export const getSettings = (signal?: Signal) =>
  ask<Settings>({ ...transport, base: environment.prefix }, "/app-settings", { signal });

function of(id: string): string {
  return encodeURIComponent(id);
}

// ---- account -------------------------------------------------------------------------------------------------

/** Sign up. It does not log in: that is `logIn`. */
export const register = (form: RegistrationForm) =>
  call<Session>("/register", { method: "POST", body: form });

/** Log in: the session is a cookie that no script can read. */
export const logIn = (login: string, password: string) =>
  call<Session>("/login", { method: "POST", body: { login, password }, repeatable: true });

export const logOut = () => call<void>("/logout", { method: "POST" });

export const getMe = (signal?: Signal) => call<Me>("/me", { signal });

export const changeMe = (profile: ProfileForm) =>
  call<Me>("/me", { method: "PATCH", body: { profile }, repeatable: true });

export const changePassword = (oldPassword: string, newPassword: string) =>
  call<void>("/me/password", {
    method: "POST",
    body: { old_password: oldPassword, new_password: newPassword },
  });

/** Forget the person, for good. */
export const deleteMe = () => call<void>("/me", { method: "DELETE" });

/** Where everything that is kept of the worker can be downloaded, with their files or without. */
export const exportAddress = (withFiles: boolean) =>
  `${transport.base}/me/export${withFiles ? "?attachments=true" : ""}`;

// ---- work ----------------------------------------------------------------------------------------------------

/** What the worker can take now; `all` adds what they cannot, and why. */
export const getTasks = (all: boolean, signal?: Signal) =>
  call<{ items: TaskItem[] }>("/tasks", { query: { all: all || undefined }, signal });

/** Take a suite of a pool. Repeating it brings the one that was taken, but for the nearest on a map. */
export const takeSuite = (poolId: string, choice?: Choice, signal?: Signal) =>
  call<Assignment>(`/pools/${of(poolId)}/assignments`, {
    method: "POST",
    body: choice,
    signal,
    repeatable: choice === undefined || "task_suite_id" in choice,
  });

export const getPoints = (poolId: string, paging: Paging = {}, bbox?: string, signal?: Signal) =>
  call<Page<Point>>(`/pools/${of(poolId)}/points`, { query: { ...paging, bbox }, signal });

export const getAccess = (poolId: string, signal?: Signal) =>
  call<Access>(`/pools/${of(poolId)}/access`, { signal });

export const getAssignment = (id: string, signal?: Signal) =>
  call<Assignment>(`/assignments/${of(id)}`, { signal });

export const getHistory = (
  statuses: readonly AssignmentStatus[] = [],
  paging: Paging = {},
  signal?: Signal,
) =>
  call<Page<Assignment>>("/assignments", {
    query: { ...paging, status: statuses.length > 0 ? statuses.join(",") : undefined },
    signal,
  });

/** Keep unfinished answers; `keepalive` for when the page is being closed (64 KiB at most go then). */
export const saveDraft = (id: string, solutions: Json[], asked: Pick<Asked, "signal" | "keepalive"> = {}) =>
  call<void>(`/assignments/${of(id)}/draft`, {
    ...asked,
    method: "PUT",
    body: { solutions },
    repeatable: true,
  });

/** Hand a page in, and bring the next one if `next`. The same answers again are answered alike. */
export const submit = (id: string, solutions: Solution[], next: boolean, signal?: Signal) =>
  call<Submitted>(`/assignments/${of(id)}/submit`, {
    method: "POST",
    query: { next: next || undefined },
    body: { solutions },
    signal,
    repeatable: true,
  });

export const skip = (id: string) =>
  call<Assignment>(`/assignments/${of(id)}/skip`, { method: "POST", repeatable: true });

/** Give a page up; it may come back. */
export const exit = (id: string) =>
  call<Assignment>(`/assignments/${of(id)}/exit`, { method: "POST", repeatable: true });

export const getCaptcha = () => call<Captcha>("/captcha");

export const answerCaptcha = (captchaId: string, answer: string) =>
  call<{ passed: boolean }>("/captcha", {
    method: "POST",
    body: { captcha_id: captchaId, answer },
    repeatable: true,
  });

// ---- files ---------------------------------------------------------------------------------------------------

export const getFile = (id: string, signal?: Signal) => call<FileView>(`/attachments/${of(id)}`, { signal });

// ---- money and messages --------------------------------------------------------------------------------------

export const getEarnings = (paging: Paging = {}, signal?: Signal) =>
  call<Earnings>("/earnings", { query: { ...paging }, signal });

/** Conversations, those with the newest messages first. What is shown counts as read. */
export const getMessages = (paging: Paging = {}, signal?: Signal) =>
  call<Page<Thread>>("/messages", { query: { ...paging }, signal });

/** One conversation: its newest messages, or those before one of them. It counts as read. */
export const getThread = (id: string, before?: string, signal?: Signal) =>
  call<Thread>(`/messages/${of(id)}`, { query: { before }, signal });

export const writeMessage = (about: { pool_id: string } | { assignment_id: string }, text: string) =>
  call<Thread>("/messages", { method: "POST", body: { ...about, text } });

export const reply = (threadId: string, text: string) =>
  call<Thread>(`/messages/${of(threadId)}/reply`, { method: "POST", body: { text } });

export const appeal = (assignmentId: string, text: string) =>
  call<Thread>(`/assignments/${of(assignmentId)}/appeal`, { method: "POST", body: { text } });
