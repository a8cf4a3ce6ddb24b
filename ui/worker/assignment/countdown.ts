/** How much time is left for a page, by the server's clock and not by the browser's, which may be hours wrong. */

interface Timed {
  readonly expires: string;
  /** The server's time when it said so. */
  readonly now: string;
}

export class Countdown {
  readonly #milliseconds: number;
  readonly #steady = performance.now();
  readonly #clock = Date.now();

  constructor({ expires, now }: Timed) {
    this.#milliseconds = Date.parse(expires) - Date.parse(now);
  }

  /**
   * The seconds that are left, none below 0. The steady clock stands still while a laptop sleeps; the other one may
   * be put forward meanwhile: whoever finds that nothing is left asks the server.
   */
  get seconds(): number {
    const gone = Math.max(performance.now() - this.#steady, Date.now() - this.#clock);
    return Math.max(0, Math.ceil((this.#milliseconds - gone) / 1000));
  }
}
