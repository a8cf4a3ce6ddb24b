/** Files of a page on their way. A submit waits for them, since their ids are answers only when they are stored. */
import { computed, type ReadonlySignal, signal } from "@preact/signals";

export class Uploads {
  /** How many are under way. */
  readonly running = signal(0);
  /** Which share is there of those under way and of those that were with them. */
  readonly share: ReadonlySignal<number>;
  readonly #shares = signal<readonly ReadonlySignal<number>[]>([]);
  readonly #waiting = new Set<(isFinished: boolean) => void>();

  constructor() {
    this.share = computed(() => {
      const shares = this.#shares.value;
      return shares.reduce((sum, one) => sum + one.value, 0) / Math.max(1, shares.length);
    });
  }

  /** Count an upload until it is done, whatever comes of it. `share` says how far it is. */
  track<T>(upload: Promise<T>, share: ReadonlySignal<number> = signal(0)): Promise<T> {
    this.running.value += 1;
    this.#shares.value = [...this.#shares.peek(), share];
    return upload.finally(() => {
      this.running.value -= 1;
      if (this.running.peek() > 0) {
        // What was let go is not waited for any more.
        if (share.peek() < 1) this.#shares.value = this.#shares.peek().filter((one) => one !== share);
        return;
      }
      this.#shares.value = [];
      this.#go(true);
    });
  }

  /** Resolves as soon as none is under way, with true, or when somebody has lost patience, with false. */
  finished(): Promise<boolean> {
    if (this.running.peek() === 0) return Promise.resolve(true);
    return new Promise((resolve) => this.#waiting.add(resolve));
  }

  /** Whoever waits goes on without them; they are still sent. */
  stopWaiting(): void {
    this.#go(false);
  }

  #go(isFinished: boolean): void {
    for (const go of this.#waiting) go(isFinished);
    this.#waiting.clear();
  }
}
