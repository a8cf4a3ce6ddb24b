/**
 * What classic interfaces store, kept for them by project: their own documents have no storage. Bounded for each
 * project and for all, so that no interface takes the room of the others or of the app.
 */
import { MAX_STORED_SIZE, type Stored } from "~/classic-frame/protocol";
import { dictionary, finite, nullable, text } from "~/classic-frame/schema";

const PREFIX = "talka.classic:";
const MAX_KEYS = 5000;
const MAX_TOTAL = 4 * MAX_STORED_SIZE;
const PAUSE = 250;

const isEntry = (value: unknown): value is [string, number | null] =>
  Array.isArray(value) && value.length === 2 && text(MAX_STORED_SIZE)(value[0]) && nullable(finite)(value[1]);
const isStored = dictionary(isEntry, MAX_KEYS);

export class ProjectStore {
  readonly #storage: Storage;
  readonly #key: string;
  readonly #changes = new Map<string, [string, number | null] | null>();
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(storage: Storage, project: string) {
    this.#storage = storage;
    this.#key = PREFIX + project;
  }

  /** What is kept and not expired, with the changes that are not written yet. */
  load(): Stored {
    const entries = new Map(Object.entries(this.#read()));
    for (const [key, entry] of this.#changes) {
      if (entry === null) entries.delete(key);
      else entries.set(key, entry);
    }
    const now = Date.now();
    return Object.fromEntries([...entries].filter(([, [, expires]]) => expires === null || expires > now));
  }

  change(key: string, value: string | null, expires: number | null): void {
    this.#changes.set(key, value === null ? null : [value, expires]);
    this.#timer ??= setTimeout(() => this.flush(), PAUSE);
  }

  /** Read again and changed, so that another tab's values stay. What is too much is not kept. */
  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#changes.size === 0) return;
    const kept = this.load();
    this.#changes.clear();
    const json = JSON.stringify(kept);
    if (json.length > 2 * MAX_STORED_SIZE || Object.keys(kept).length > MAX_KEYS) return;
    this.#makeRoom(json.length);
    try {
      this.#storage.setItem(this.#key, json);
    } catch {
      // The browser is out of room or lets nothing be kept: the interface has its values for this page.
    }
  }

  #read(): Stored {
    try {
      const value: unknown = JSON.parse(this.#storage.getItem(this.#key) ?? "{}");
      return isStored(value) ? value : {};
    } catch {
      return {};
    }
  }

  #makeRoom(needed: number): void {
    const others = Array.from({ length: this.#storage.length }, (_, index) => this.#storage.key(index))
      .filter((key): key is string => key?.startsWith(PREFIX) === true && key !== this.#key)
      .map((key) => ({ key, size: this.#storage.getItem(key)?.length ?? 0 }));
    let total = needed + others.reduce((sum, { size }) => sum + size, 0);
    for (const { key, size } of others.sort((one, other) => other.size - one.size)) {
      if (total <= MAX_TOTAL) return;
      this.#storage.removeItem(key);
      total -= size;
    }
  }
}
