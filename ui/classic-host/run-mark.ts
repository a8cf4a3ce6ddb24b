/**
 * Whether an interface hung the browser. Where a frame shares the app's process, its endless loop holds the app as
 * well, and the worker can only close the tab; opened again, the page must not run into the same loop. So a mark stands
 * while an interface is seen, renewed by the app's clock, and one that nobody renews was left by a page that hung.
 */
const PREFIX = "talka.classic-running:";
/** Longer than a page that is alive, and seen, goes without renewing. */
const STALE = 4000;
/** Nobody comes back to a page that is as old as that. */
const FORGOTTEN = 14 * 24 * 60 * 60 * 1000;

export class RunMark {
  readonly #storage: Storage;
  readonly #key: string | null;

  /** A preview has no page to come back to, and no mark. */
  constructor(storage: Storage, page: string | undefined) {
    this.#storage = storage;
    this.#key = page === undefined ? null : PREFIX + page;
  }

  /** Whether the page was left hanging, here or in another tab. */
  get hung(): boolean {
    const renewed = this.#key === null ? null : this.#ask(() => this.#storage.getItem(this.#key ?? ""));
    const age = renewed === null ? 0 : Date.now() - Number(renewed);
    if (age > FORGOTTEN) this.clear();
    return age > STALE && age <= FORGOTTEN;
  }

  renew(): void {
    if (this.#key !== null) this.#ask(() => this.#storage.setItem(this.#key ?? "", String(Date.now())));
  }

  clear(): void {
    if (this.#key !== null) this.#ask(() => this.#storage.removeItem(this.#key ?? ""));
  }

  #ask<T>(act: () => T): T | null {
    try {
      return act();
    } catch {
      // A browser that keeps nothing cannot tell; the interface runs.
      return null;
    }
  }
}
