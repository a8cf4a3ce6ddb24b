/** One task of a page at work: its stores, what is mounted, what was touched, which keys it knows. */
import {
  batch,
  computed,
  effect,
  type ReadonlySignal,
  type Signal,
  signal,
  untracked,
} from "@preact/signals";
import { t } from "~/kit/i18n";
import { Action, isSame, type Signature } from "./action";
import type { Definition, Program, Value } from "./config";
import type { DataRef } from "./data";
import type { Host, Note } from "./host";
import { isObject, textOf } from "./json";
import { Room } from "./limits";
import { Mount } from "./mount";
import { getIn, keyWithoutElement, parsePath } from "./paths";
import type { Props } from "./schema";
import { Scope, Visual } from "./scope";
import { Store } from "./store";
import { Uploads } from "./uploads";

/** A message that an action shows. */
export interface Notice extends Note {
  readonly id: number;
  readonly content: Visual | string;
  /** Where its visuals live. */
  readonly mount: Mount | undefined;
}

export interface TaskData {
  readonly id: string;
  readonly input: unknown;
  readonly output: unknown;
  readonly internal?: unknown;
  /** What the page knew beside answers when the draft was kept. */
  readonly memory?: unknown;
}

/** What a field does with a key; false where the key is nothing to it. */
export type KeyHandler = (key: string) => boolean;

export const LOCATION_UNKNOWN = "unavaliable,unavaliable"; // the original's spelling, which results rely on
export const LOCATION_REFUSED = "rejected,rejected";

/** Names in the memory; those of components have a space in them. */
const ASIDE = "aside";
const LINKS = "links";

const MOST_TRIGGERS = 100;

export class Task {
  readonly id: string;
  readonly input: Store;
  readonly output: Store;
  readonly internal: Store;
  /** What is neither data nor answer and yet is not to be lost: answers put aside, what was played, what is half drawn. */
  readonly memory: Store;
  readonly scope: Scope;
  readonly root: ReadonlySignal<Mount | undefined>;
  /** Whether this task is the one that keys act on. */
  readonly isFocused = signal(false);
  readonly notices = signal<readonly Notice[]>([]);
  readonly trouble = signal<string | undefined>(undefined);
  readonly location = signal(LOCATION_UNKNOWN);
  readonly openedLinks: Signal<ReadonlySet<string>>;
  readonly #root = signal<Mount | undefined>(undefined);
  readonly #mounts = new Set<Mount>();
  /** Counts what came and went, for those who read all that is mounted. */
  readonly #comings = signal(0);
  readonly #touched = signal<ReadonlySet<string>>(new Set());
  readonly #touchedOnes = new Map<string, ReadonlySignal<boolean>>();
  readonly #showsAll = signal(false);
  readonly #refused = signal<ReadonlyMap<string, string>>(new Map());
  readonly #bound = new Map<string, number>();
  readonly #known = new Set<string>();
  #aside: Map<string, unknown>;
  readonly #leaving = new Map<string, DataRef>();
  #defaulted = new Set<string>();
  readonly #ends: (() => void)[] = [];
  readonly #keys: ReadonlySignal<ReadonlyMap<string, Action>>;
  readonly #queue: (() => void)[] = [];
  #keyHandlers: readonly KeyHandler[] = [];
  readonly #initial: Readonly<Record<string, unknown>>;
  #depth = 0;
  #isAutomatic = false;

  constructor(
    readonly program: Program,
    readonly host: Host,
    data: TaskData,
    /** The page's: a field counts there what it sends. */
    readonly uploads: Uploads = new Uploads(),
    /** The page's too: all of its tasks together may have so many components. */
    readonly room: Room = new Room(),
  ) {
    this.id = data.id;
    this.input = new Store(data.input);
    this.output = new Store(data.output);
    this.internal = new Store(data.internal);
    this.memory = new Store(isObject(data.memory) ? data.memory : undefined);
    const [aside, links] = [this.memory.peek([ASIDE]), this.memory.peek([LINKS])];
    this.#aside = new Map(Object.entries(isObject(aside) ? aside : {}));
    this.openedLinks = signal(new Set(Array.isArray(links) ? links.map(textOf) : []));
    this.#initial = { output: data.output, internal: data.internal };
    this.scope = new Scope(this);
    this.root = this.#root;
    this.#keys = computed(() => this.#findKeys());
  }

  get isReadOnly(): boolean {
    return this.host.mode === "read-only";
  }

  get showsAllErrors(): boolean {
    return this.#showsAll.value;
  }

  /** Mount what the config shows and start its plugins. */
  begin(): void {
    if (this.program.uses("@toloka/data.location")) {
      this.#ends.push(
        this.host.watchLocation((position) =>
          this.change(() => {
            this.location.value = position;
          }),
        ),
      );
    }
    this.change(() => {
      this.#ends.push(
        effect(() => this.attempt(() => this.#mountRoot(this.scope.resolve(this.program.view)))),
      );
      this.attempt(() => {
        for (const definition of this.plugins.value) this.#start(definition);
      });
    });
  }

  /** Do something that the config asks for. What goes wrong is said above the task, and the rest goes on. */
  attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      const reason = textOf(error instanceof Error ? error.message : error);
      this.trouble.value = t("template.broken", { reason });
    }
  }

  end(): void {
    for (const stop of this.#ends.splice(0)) stop();
    this.#root.peek()?.end();
    this.#root.value = undefined;
  }

  #mountRoot(found: unknown): void {
    untracked(() => {
      const before = this.#root.peek();
      if (found instanceof Visual && before?.visual === found) return;
      const next = found instanceof Visual ? new Mount(found, this) : undefined;
      this.#root.value = next;
      next?.begin();
      before?.end();
    });
  }

  #start(definition: Definition): void {
    const { schema } = definition;
    if (schema.kind !== "plugin") return;
    const stop = schema.start?.(this.scope.props(definition), this.scope, this);
    if (stop) this.#ends.push(stop);
  }

  // --- changing data ---

  /**
   * Change something in one step: what follows of it (triggers, branches that come and go) happens before this
   * returns, and fields that went keep their answers aside.
   */
  change(work: () => void): void {
    this.#depth += 1;
    try {
      batch(work);
      if (this.#depth === 1) this.#settle();
    } finally {
      this.#depth -= 1;
    }
  }

  #settle(): void {
    let runs = 0;
    while (this.#queue.length > 0 || this.#leaving.size > 0) {
      const next = this.#queue.shift();
      if (!next) {
        this.#putAside();
        continue;
      }
      runs += 1;
      if (runs > MOST_TRIGGERS) {
        this.#queue.length = 0;
        this.trouble.value = t("template.loop");
        continue;
      }
      batch(next);
    }
  }

  /** Do something once the present change is through, as a trigger does. */
  afterwards(work: () => void): void {
    this.#queue.push(work);
    if (this.#depth === 0) queueMicrotask(() => this.change(() => {}));
  }

  writeByWorker(ref: DataRef, value: unknown): void {
    this.change(() => {
      this.#touch(ref.key);
      this.#forgetRefusal(ref.key);
      ref.write(value);
    });
  }

  writeByAction(ref: DataRef, value: unknown): void {
    if (this.isReadOnly) return;
    this.change(() => {
      if (!this.#isAutomatic) this.#touch(ref.key);
      this.#forgetRefusal(ref.key);
      ref.write(value);
    });
  }

  /** Dispatch without anybody having done anything: nothing counts as touched by it. */
  dispatchUntouched(action: Action): void {
    this.#isAutomatic = true;
    try {
      action.dispatch();
    } finally {
      this.#isAutomatic = false;
    }
  }

  // --- touched, bound, put aside ---

  isTouched(key: string): boolean {
    const known = this.#touchedOnes.get(key);
    if (known) return known.value;
    const made = computed(() => this.#touched.value.has(key));
    this.#touchedOnes.set(key, made);
    return made.value;
  }

  #touch(key: string): void {
    if (!this.#touched.peek().has(key)) this.#touched.value = new Set([...this.#touched.peek(), key]);
  }

  /** A field is bound to a place: an answer put aside comes back, or the default is written, once. */
  bind(ref: DataRef): void {
    const count = this.#bound.get(ref.key) ?? 0;
    this.#bound.set(ref.key, count + 1);
    if (count > 0) return;
    this.#leaving.delete(ref.key);
    if (!this.#known.has(ref.key) && this.#wasAnswered(ref.key)) this.#touch(ref.key);
    this.#known.add(ref.key);
    if (ref.read() !== undefined) return;
    if (this.#aside.has(ref.key)) {
      this.change(() => ref.write(this.#aside.get(ref.key)));
      this.#aside.delete(ref.key);
      this.#rememberAside();
    } else {
      this.#writeDefault(ref);
    }
  }

  /** Whether there was a value when the page opened: a draft, or an answer given before. */
  #wasAnswered(key: string): boolean {
    const [store = "", path = ""] = key.split(/:(.*)/s);
    return store in this.#initial && getIn(this.#initial[store], parsePath(path)) !== undefined;
  }

  #writeDefault(ref: DataRef): void {
    if (this.#defaulted.has(ref.key) || this.#touched.peek().has(ref.key)) return;
    const value = ref.fallback?.();
    if (value === undefined) return;
    this.#defaulted.add(ref.key);
    this.change(() => ref.write(value));
  }

  /**
   * An element of a list goes: what is known of places in later ones (touched, put aside) moves up as their values
   * do, and of its own nothing is left for an element that comes later.
   */
  forgetElement(list: string, index: number): void {
    const moved = (key: string) => keyWithoutElement(key, list, index);
    const keys = (before: Iterable<string>) => new Set([...before].flatMap((key) => moved(key) ?? []));
    this.#touched.value = keys(this.#touched.peek());
    this.#defaulted = keys(this.#defaulted);
    this.#aside = new Map(
      [...this.#aside].flatMap(([key, value]) => {
        const next = moved(key);
        return next === undefined ? [] : [[next, value] as const];
      }),
    );
    this.#rememberAside();
  }

  /** A field left a place: if no other comes to it in the same step, its answer is put aside. */
  unbind(ref: DataRef): void {
    const count = (this.#bound.get(ref.key) ?? 1) - 1;
    if (count > 0) {
      this.#bound.set(ref.key, count);
      return;
    }
    this.#bound.delete(ref.key);
    this.#leaving.set(ref.key, ref);
    if (this.#depth === 0) queueMicrotask(() => this.change(() => {}));
  }

  #putAside(): void {
    const gone = [...this.#leaving.values()].filter((ref) => !this.#bound.has(ref.key));
    this.#leaving.clear();
    if (!this.#root.peek()) return;
    batch(() => {
      for (const ref of gone) {
        const value = untracked(() => ref.read());
        if (value === undefined) continue;
        this.#aside.set(ref.key, value);
        ref.write(undefined);
      }
      if (gone.length > 0) this.#rememberAside();
    });
  }

  #rememberAside(): void {
    this.remember(ASIDE, this.#aside.size > 0 ? Object.fromEntries(this.#aside) : undefined);
  }

  /** Keep something in the draft that is no answer; undefined forgets it. */
  remember(name: string, value: unknown): void {
    if (!this.isReadOnly) this.memory.write([name], value);
  }

  // --- what is mounted ---

  enter(mount: Mount): void {
    this.room.take();
    this.#mounts.add(mount);
    this.#comings.value = this.#comings.peek() + 1;
  }

  leave(mount: Mount): void {
    if (!this.#mounts.delete(mount)) return;
    this.room.leave();
    this.#comings.value = this.#comings.peek() + 1;
  }

  /** Everything on the page, in the order in which it was mounted. Reading it subscribes. */
  get mounts(): ReadonlySet<Mount> {
    this.#comings.value;
    return this.#mounts;
  }

  mountedAt(place: string): Mount | undefined {
    return [...this.#mounts].reverse().find((mount) => mount.visual.definition.place === place);
  }

  /** Everything on the page that is not as it should be, in the order in which it was mounted. */
  get errors(): readonly { mount: Mount; words: string }[] {
    return [...this.mounts].flatMap((mount) => {
      const words = mount.counts ? mount.error.value : undefined;
      return words === undefined ? [] : [{ mount, words }];
    });
  }

  /**
   * The server refused answers, by paths in the output: each field shows what is said of its place until it is
   * answered otherwise or handed in again. Gives back what is said of places that no field is bound to.
   */
  refuse(found: Readonly<Record<string, string>>): Record<string, string> {
    const shown = new Map<string, string>();
    const rest: Record<string, string> = {};
    for (const [path, words] of Object.entries(found)) {
      const key = this.#fieldAt(path)?.ref?.key;
      if (key === undefined) rest[path] = words;
      else if (!shown.has(key)) shown.set(key, words);
    }
    this.#refused.value = shown;
    return rest;
  }

  /** What the server said of the answer at a place. */
  refusalOf(key: string): string | undefined {
    return this.#refused.value.get(key);
  }

  /** What the worker knows a place in the output by: its field's label, else its name. */
  nameOf(path: string): string {
    const label = this.#fieldAt(path)?.props.label;
    return typeof label === "string" && label !== "" ? label : path;
  }

  /** The field that is bound to a place in the output, or to what the place is a part of. */
  #fieldAt(path: string): Mount | undefined {
    const parts = path.split(".");
    for (let size = parts.length; size > 0; size -= 1) {
      const key = `output:${parts.slice(0, size).join(".")}`;
      const found = [...this.#mounts].find((mount) => untracked(() => mount.ref?.key) === key);
      if (found) return found;
    }
    return undefined;
  }

  #forgetRefusal(key: string): void {
    if (!this.#refused.peek().has(key)) return;
    const rest = new Map(this.#refused.peek());
    rest.delete(key);
    this.#refused.value = rest;
  }

  /** Somebody tried to submit: from now on every error is shown. Whether there is none. */
  insist(): boolean {
    this.#showsAll.value = true;
    this.#refused.value = new Map();
    return untracked(() => this.errors.length === 0);
  }

  // --- keys ---

  /** The plugins of the page, resolved; what a helper yields counts. */
  readonly plugins: ReadonlySignal<readonly Definition[]> = computed(() => {
    const found = this.scope.resolve(this.program.plugins);
    return (Array.isArray(found) ? found : []).filter(isPluginDefinition);
  });

  /** The properties of each plugin of a type. */
  pluginProps(type: string): readonly Props[] {
    return this.plugins.value.filter((one) => one.type === type).map((one) => this.scope.props(one));
  }

  #findKeys(): ReadonlyMap<string, Action> {
    const found = new Map<string, Action>();
    for (const props of this.pluginProps("plugin.hotkeys")) {
      for (const [key, value] of Object.entries(props)) {
        if (value instanceof Action) found.set(key, value);
      }
    }
    return found;
  }

  get allowsKeysInInputs(): boolean {
    return this.pluginProps("plugin.hotkeys").some((props) => props.allowHotkeysInInputs === true);
  }

  /** Do what a key stands for; false where it stands for nothing. The page's own actions come first. */
  press(key: string): boolean {
    const action = this.#keys.peek().get(key);
    if (!action) return this.#keyHandlers.some((handle) => handle(key));
    action.dispatch();
    return true;
  }

  /**
   * Let a mounted field act on keys; gives what ends it. Of several fields the one that came first is asked
   * first; `isFirst` puts a field before the others: the worker is at it.
   */
  offerKeys(handler: KeyHandler, isFirst = false): () => void {
    const others = this.#keyHandlers.filter((one) => one !== handler);
    this.#keyHandlers = isFirst ? [handler, ...others] : [...others, handler];
    return () => {
      this.#keyHandlers = this.#keyHandlers.filter((one) => one !== handler);
    };
  }

  keyFor(signature: Signature): string | undefined {
    for (const [key, action] of this.#keys.value) if (isSame(action.signature(), signature)) return key;
    return undefined;
  }

  // --- links and notices ---

  openLink(url: string): void {
    this.change(() => {
      this.openedLinks.value = new Set([...this.openedLinks.peek(), url]);
      this.remember(LINKS, [...this.openedLinks.peek()]);
    });
    this.host.openLink(url);
  }

  /** Show a message; its visuals are mounted while it is shown and never block a submit. */
  notify(content: unknown, note: Note, delay: number): void {
    const id = Date.now() + Math.random();
    const show = () => {
      const mount = content instanceof Visual ? new Mount(content, this, false) : undefined;
      mount?.begin();
      const shown = content instanceof Visual ? content : String(content ?? "");
      this.notices.value = [...this.notices.peek(), { id, content: shown, mount, ...note }];
    };
    const timers = [
      setTimeout(show, delay),
      setTimeout(() => this.dismiss(id), Math.max(delay, note.duration)),
    ];
    this.#ends.push(() => timers.forEach(clearTimeout));
  }

  dismiss(id: number): void {
    const gone = this.notices.peek().find((notice) => notice.id === id);
    gone?.mount?.end();
    this.notices.value = this.notices.peek().filter((notice) => notice.id !== id);
  }
}

function isPluginDefinition(value: unknown): value is Definition {
  return typeof value === "object" && value !== null && "schema" in value && "place" in value;
}

/** Whether a component of a type stands anywhere in a part. */
export function contains(value: Value | undefined, type: string): boolean {
  switch (value?.kind) {
    case "list":
      return value.items.some((item) => contains(item, type));
    case "object":
      return Object.values(value.entries).some((item) => contains(item, type));
    case "component":
      return (
        value.definition.type === type ||
        Object.values(value.definition.props).some((item) => contains(item, type))
      );
    default:
      return false;
  }
}
