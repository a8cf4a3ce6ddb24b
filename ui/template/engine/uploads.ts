/** Files of a page on their way. A submit waits for them, since their ids are answers only when they are stored. */
import { signal } from "@preact/signals";

export class Uploads {
  /** How many are under way. */
  readonly running = signal(0);
  readonly #waiting = new Set<() => void>();

  /** Count an upload until it is done, whatever comes of it. */
  track<T>(upload: Promise<T>): Promise<T> {
    this.running.value += 1;
    return upload.finally(() => {
      this.running.value -= 1;
      if (this.running.peek() > 0) return;
      for (const go of this.#waiting) go();
      this.#waiting.clear();
    });
  }

  /** Resolves as soon as none is under way. */
  finished(): Promise<void> {
    if (this.running.peek() === 0) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.add(resolve));
  }
}
