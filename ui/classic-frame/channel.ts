/** The frame's end of the channel to the app. */
import type { Call, FrameMessage, HostMessage } from "./protocol";

type HostMessages = { [M in HostMessage as M["type"]]: M };
type Handler<K extends keyof HostMessages> = (message: HostMessages[K]) => void;
type WithoutCall<T> = T extends { call: number } ? Omit<T, "call"> : never;

interface Pending {
  resolve: (value: unknown) => void;
  reject: (reason: Refusal) => void;
  onProgress: ((share: number) => void) | undefined;
}

/** The app did not do what was asked of it. */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export class Channel {
  readonly #port: MessagePort;
  readonly #handlers = new Map<string, Array<(message: HostMessage) => void>>();
  readonly #pending = new Map<number, Pending>();
  #calls = 0;

  constructor(port: MessagePort) {
    this.#port = port;
    this.on("answer", ({ call, value }) => this.#settle(call)?.resolve(value));
    this.on("refusal", ({ call, code, message }) => this.#settle(call)?.reject(new Refusal(code, message)));
    this.on("progress", ({ call, share }) => this.#pending.get(call)?.onProgress?.(share));
    port.onmessage = (event: MessageEvent<HostMessage>) => this.#receive(event.data);
  }

  on<K extends keyof HostMessages>(type: K, handler: Handler<K>): void {
    const handlers = this.#handlers.get(type) ?? [];
    handlers.push(handler as (message: HostMessage) => void);
    this.#handlers.set(type, handlers);
  }

  send(message: FrameMessage): void {
    this.#port.postMessage(message);
  }

  /** A number for a call that is answered more than once. */
  number(): number {
    this.#calls += 1;
    return this.#calls;
  }

  ask(question: WithoutCall<Call>, onProgress?: (share: number) => void): Promise<unknown> {
    const call = this.number();
    return new Promise((resolve, reject) => {
      this.#pending.set(call, { resolve, reject, onProgress });
      this.send({ ...question, call } as Call);
    });
  }

  close(): void {
    this.#port.close();
  }

  #settle(call: number): Pending | undefined {
    const pending = this.#pending.get(call);
    this.#pending.delete(call);
    return pending;
  }

  #receive(message: HostMessage): void {
    for (const handler of this.#handlers.get(message.type) ?? []) handler(message);
  }
}
