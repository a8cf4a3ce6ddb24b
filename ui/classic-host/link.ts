/**
 * The app's end of the channel to a frame: hands a port to the document it loaded, once, reads only messages of
 * the agreed form, stops a frame that says too much, and notices one that does not answer.
 */
import { type FrameMessage, HELLO, type HostMessage, PORT, readFrameMessage } from "~/classic-frame/protocol";
import { Gate } from "./gate";
import type { Trouble } from "./types";

const PING_EVERY = 1000;
const PATIENCE = 5000;
/** Longer than one that is well takes to answer. */
const SILENCE = 2000;
/** A document that never greets: the network may be slow, so longer than for an answer. */
const LOAD_PATIENCE = 15_000;
const MESSAGES = { perSecond: 60, burst: 600 };
const MALFORMED = { perSecond: 1, burst: 30 };

export interface LinkEvents {
  /** The frame is there and waits to be told what to show. */
  open(): void;
  message(message: FrameMessage): void;
  /** It said something that has not the agreed form; nothing comes of it. */
  malformed(): void;
  trouble(trouble: Trouble | null): void;
  /** Once a second while the page is seen. */
  tick(): void;
}

export class HostLink {
  readonly #frame: HTMLIFrameElement;
  readonly #events: LinkEvents;
  readonly #gate = new Gate(MESSAGES.perSecond, MESSAGES.burst);
  readonly #malformed = new Gate(MALFORMED.perSecond, MALFORMED.burst);
  #port: MessagePort | null = null;
  #timer: ReturnType<typeof setInterval> | null = null;
  #heard = performance.now();
  #loads = 0;
  #pings = 0;
  #stuck = false;

  constructor(frame: HTMLIFrameElement, events: LinkEvents) {
    this.#frame = frame;
    this.#events = events;
    window.addEventListener("message", this.#onWindowMessage);
    frame.addEventListener("load", this.#onLoad);
    document.addEventListener("visibilitychange", this.#onVisibility);
    this.#timer = setInterval(() => this.#watch(), PING_EVERY);
  }

  /** Whether it may be hanging, though it is too early to say so. */
  get silent(): boolean {
    return this.#port !== null && performance.now() - this.#heard > SILENCE;
  }

  send(message: HostMessage): void {
    this.#port?.postMessage(message);
  }

  close(): void {
    window.removeEventListener("message", this.#onWindowMessage);
    document.removeEventListener("visibilitychange", this.#onVisibility);
    this.#frame.removeEventListener("load", this.#onLoad);
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.#port?.close();
    this.#port = null;
  }

  /** The origin of an opaque frame is "null" for all of them; who sent it is what tells them apart. */
  readonly #onWindowMessage = (event: MessageEvent<unknown>): void => {
    if (event.source === null || event.source !== this.#frame.contentWindow) return;
    if (!this.#gate.pass()) this.#end("flooded");
    else if (event.data !== HELLO) return;
    else if (this.#port !== null) this.#end("left");
    else this.#open();
  };

  /**
   * The requester's code is handed over only when the document has loaded. So the first load is that of the
   * document that was asked for, and a second one that of where the code led it.
   */
  readonly #onLoad = (): void => {
    this.#loads += 1;
    if (this.#loads > 1) this.#end("left");
    else if (this.#port !== null) this.#begin();
  };

  /** Timers sleep in a hidden tab; silence there means nothing. */
  readonly #onVisibility = (): void => {
    this.#heard = performance.now();
  };

  #open(): void {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#heard = performance.now();
    port1.onmessage = (event: MessageEvent<unknown>) => this.#receive(event);
    this.#frame.contentWindow?.postMessage(PORT, "*", [port2]);
    if (this.#loads === 1) this.#begin();
  }

  #begin(): void {
    this.#heard = performance.now();
    this.#events.open();
  }

  #receive(event: MessageEvent<unknown>): void {
    if (!this.#gate.pass()) {
      this.#end("flooded");
      return;
    }
    // Unpacked only here: of a flood, most is never looked into.
    const message = readFrameMessage(event.data);
    if (message === null) {
      if (!this.#malformed.pass()) this.#end("flooded");
      else this.#events.malformed();
      return;
    }
    this.#heard = performance.now();
    if (this.#stuck) {
      this.#stuck = false;
      this.#events.trouble(null);
    }
    if (message.type !== "pong") this.#events.message(message);
  }

  #watch(): void {
    if (document.visibilityState === "hidden") return;
    this.#events.tick();
    const patience = this.#port === null ? LOAD_PATIENCE : PATIENCE;
    if (!this.#stuck && performance.now() - this.#heard > patience) {
      this.#stuck = true;
      this.#events.trouble("stuck");
    }
    this.#pings += 1;
    this.send({ type: "ping", n: this.#pings });
  }

  #end(trouble: Trouble): void {
    this.close();
    this.#events.trouble(trouble);
  }
}
