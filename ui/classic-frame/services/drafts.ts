/** Tells the app of the answers as they change, at most a few times a second. */
import { plain } from "../api/sandbox-channel";
import type { Solution } from "../api/types";
import type { Channel } from "../channel";

const PAUSE = 150;

export class Drafts {
  readonly #channel: Channel;
  readonly #silent: boolean;
  #collect: (() => Solution[]) | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #sent = "";

  constructor(channel: Channel, silent: boolean) {
    this.#channel = channel;
    this.#silent = silent;
    // What is not told yet when the page goes would be lost.
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && this.#timer !== null) this.#tell();
    });
  }

  watch(collect: () => Solution[]): void {
    this.#collect = collect;
  }

  changed(): void {
    if (this.#silent || this.#timer !== null) return;
    this.#timer = setTimeout(() => this.#tell(), PAUSE);
  }

  stop(): void {
    if (this.#timer !== null) this.#tell();
    this.#collect = null;
  }

  #tell(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#collect === null) return;
    const solutions = plain(this.#collect());
    const text = JSON.stringify(solutions);
    if (text === this.#sent) return;
    this.#sent = text;
    this.#channel.send({ type: "solutions", solutions });
  }
}
