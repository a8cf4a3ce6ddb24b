/**
 * What may be said again and again (heights, stored values) goes out at once while there is little of it; when there is
 * much, the newest of each kind goes in its turn. The app stops a frame that says too much, and an interface that writes
 * with each movement of the mouse means no harm.
 */
import type { Channel } from "./channel";
import type { FrameMessage } from "./protocol";

const AT_ONCE = 200;
const EVERY = 40;

export class Outbox {
  readonly #channel: Channel;
  readonly #waiting = new Map<string, FrameMessage>();
  #left = AT_ONCE;
  #timer: ReturnType<typeof setInterval> | null = null;

  constructor(channel: Channel) {
    this.#channel = channel;
    // Timers may not come again in a page that is hidden.
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.flush();
    });
  }

  send(kind: string, message: FrameMessage): void {
    if (this.#left > 0) {
      this.#left -= 1;
      this.#waiting.delete(kind);
      this.#channel.send(message);
    } else {
      this.#waiting.set(kind, message);
    }
    this.#timer ??= setInterval(() => this.#turn(), EVERY);
  }

  flush(): void {
    for (const message of this.#waiting.values()) this.#channel.send(message);
    this.#waiting.clear();
  }

  #turn(): void {
    const [next] = this.#waiting;
    if (next !== undefined) {
      this.#waiting.delete(next[0]);
      this.#channel.send(next[1]);
      return;
    }
    this.#left += 1;
    if (this.#left < AT_ONCE || this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
  }
}
