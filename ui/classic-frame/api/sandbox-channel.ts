/** The channel as scripts know it: events by name. What they send by a known name becomes a message to the app. */
import type { Channel } from "../channel";
import type { FrameMessage, Solution, TaskErrors } from "../protocol";
import { warn } from "../runtime";

type Handler = (...payload: unknown[]) => void;

const OUTGOING: Record<string, (payload: unknown) => FrameMessage> = {
  "assignment:submit": (payload) => ({
    type: "submit",
    solutions: plain((payload as { solutions: Solution[] }).solutions),
  }),
  "assignment:validation:fail": (payload) => ({ type: "invalid", errors: plain(payload as TaskErrors[]) }),
  "assignment:skip": () => ({ type: "skip" }),
  "task:interface:show:instruction": () => ({ type: "instructions" }),
  "task:interface:toggle:fullscreen": () => ({ type: "fullscreen" }),
};

/** Values become JSON as they will be sent: a date becomes text, what is undefined goes, classes do not cross. */
export function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

export class SandboxChannel {
  readonly #channel: Channel;
  readonly #handlers = new Map<string, Handler[]>();
  readonly #followers = new Map<string, (payload: unknown) => void>();

  constructor(channel: Channel) {
    this.#channel = channel;
  }

  on(name: string, handler: Handler): this {
    const handlers = this.#handlers.get(name) ?? [];
    handlers.push(handler);
    this.#handlers.set(name, handlers);
    return this;
  }

  off(name: string, handler: Handler): this {
    const rest = (this.#handlers.get(name) ?? []).filter((one) => one !== handler);
    this.#handlers.set(name, rest);
    return this;
  }

  triggerOut(name: string, payload: unknown = {}): this {
    const message = Object.hasOwn(OUTGOING, name) ? OUTGOING[name]?.(payload) : undefined;
    if (message === undefined) warn("event-unknown", name);
    else this.#channel.send(message);
    this.#followers.get(name)?.(payload);
    return this;
  }

  /** What the frame itself does about something that is sent, whoever sends it. */
  follow(name: string, act: (payload: unknown) => void): void {
    this.#followers.set(name, act);
  }

  /** Something came from the app. */
  receive(name: string, payload: unknown): void {
    for (const handler of this.#handlers.get(name) ?? []) handler(payload);
    for (const handler of this.#handlers.get("*") ?? []) handler(name, payload);
  }
}
