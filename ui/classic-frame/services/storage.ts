/**
 * Storage in a document that has none: its origin is opaque, so the app keeps the values, by project. What was
 * kept comes with the first message, so that reading needs no waiting; writing is told to the app.
 */
import type { Outbox } from "../outbox";
import { MAX_STORED_SIZE, type Stored } from "../protocol";
import type { Services } from "./index";

const DAY = 24 * 60 * 60 * 1000;
/** Numbers above this are moments (of the year 2001 and later), those below are spans; both are in milliseconds. */
const FIRST_MOMENT = 1e12;
const ITEM = "item:";
const LOCAL = "local:";

type Told = Pick<Outbox, "send">;

export class Store {
  readonly #outbox: Told;
  readonly #values: Map<string, [string, number | null]>;

  constructor(outbox: Told, stored: Stored) {
    this.#outbox = outbox;
    this.#values = new Map(Object.entries(stored));
  }

  get(key: string): string | null {
    const found = this.#values.get(key);
    if (found === undefined) return null;
    const [value, expires] = found;
    if (expires === null || expires > Date.now()) return value;
    this.remove(key);
    return null;
  }

  set(key: string, value: string, expires: number | null): void {
    if (this.#sizeWith(key, value) > MAX_STORED_SIZE) {
      throw new DOMException(`Storing ${key} exceeds the space of this project`, "QuotaExceededError");
    }
    const before = this.#values.get(key);
    this.#values.set(key, [value, expires]);
    if (before?.[0] !== value || before[1] !== expires) {
      this.#outbox.send(`store:${key}`, { type: "store", key, value, expires });
    }
  }

  remove(key: string): void {
    if (!this.#values.delete(key)) return;
    this.#outbox.send(`store:${key}`, { type: "store", key, value: null, expires: null });
  }

  keys(prefix: string): string[] {
    return [...this.#values.keys()].filter((key) => key.startsWith(prefix) && this.get(key) !== null);
  }

  #sizeWith(key: string, value: string): number {
    let size = key.length + value.length;
    for (const [name, [text]] of this.#values) if (name !== key) size += name.length + text.length;
    return size;
  }
}

const STATE = "TASK_STATE:";

/** `this.storage` of tasks and suites. */
export class StorageService {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  setItem(key: string, value: unknown, expiration: Date | number = DAY): void {
    this.#store.set(ITEM + key, String(value), moment(expiration));
  }

  getItem(key: string): string | null {
    return this.#store.get(ITEM + key);
  }

  removeItem(key: string): void {
    this.#store.remove(ITEM + key);
  }
}

function moment(expiration: Date | number): number {
  if (expiration instanceof Date) return expiration.getTime();
  return expiration >= FIRST_MOMENT ? expiration : Date.now() + expiration;
}

/** Where the state of a task is kept, under the name that the documentation gives. */
export function stateKey(assignment: string, task: string): string {
  return `${STATE}${assignment}:${task}`;
}

/** States of tasks of other pages: these are over, and would take the room of what the interface stores itself. */
export function forgetStates(store: Store, assignment: string | null): void {
  for (const key of store.keys(ITEM + STATE)) {
    if (assignment === null || !key.startsWith(ITEM + stateKey(assignment, ""))) store.remove(key);
  }
}

/** What stands behind `window.localStorage`; its values are also read and written as properties. */
export class LocalStorage {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  get length(): number {
    return this.#store.keys(LOCAL).length;
  }

  key(index: number): string | null {
    return this.#store.keys(LOCAL)[index]?.slice(LOCAL.length) ?? null;
  }

  getItem(key: string): string | null {
    return this.#store.get(LOCAL + key);
  }

  setItem(key: string, value: unknown): void {
    this.#store.set(LOCAL + key, String(value), null);
  }

  removeItem(key: string): void {
    this.#store.remove(LOCAL + key);
  }

  clear(): void {
    for (const key of this.#store.keys(LOCAL)) this.#store.remove(key);
  }
}

export function withProperties(storage: LocalStorage): LocalStorage {
  return new Proxy(storage, {
    get: (target, name) => {
      if (typeof name === "symbol" || !(name in target)) return target.getItem(String(name)) ?? undefined;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
    set: (target, name, value) => {
      target.setItem(String(name), value);
      return true;
    },
    deleteProperty: (target, name) => {
      target.removeItem(String(name));
      return true;
    },
    has: (target, name) => name in LocalStorage.prototype || target.getItem(String(name)) !== null,
  });
}

/** Scripts use these names; in a document of an opaque origin the browser's own ones throw. */
export function replaceStorage(services: Services): void {
  define(window, "localStorage", withProperties(new LocalStorage(services.store)));
  const passing = new Store({ send: () => {} }, {});
  define(window, "sessionStorage", withProperties(new LocalStorage(passing)));
  define(navigator, "geolocation", services.geolocation);
  Object.defineProperty(document, "cookie", { get: () => "", set: () => {}, configurable: true });
}

function define(object: object, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, configurable: true });
}
