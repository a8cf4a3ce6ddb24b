/** One store of a task: its input, its output, or what it keeps to itself. */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { isEqual } from "./json";
import { type Path, setIn, step } from "./paths";

/**
 * A tree of values that is read by paths. A read subscribes to its path only: a write elsewhere does not wake it.
 */
export class Store {
  readonly #root = signal<unknown>(undefined);
  readonly #reads = new Map<string, ReadonlySignal<unknown>>();

  constructor(initial: unknown) {
    this.#root.value = initial;
  }

  read(path: Path): unknown {
    return this.#signalOf(path).value;
  }

  peek(path: Path): unknown {
    return this.#signalOf(path).peek();
  }

  /** Put a value at the path; undefined removes it. Writing what is there already changes nothing. */
  write(path: Path, value: unknown): void {
    if (isEqual(this.peek(path), value)) return;
    this.#root.value = setIn(this.#root.peek(), path, value);
  }

  #signalOf(path: Path): ReadonlySignal<unknown> {
    if (path.length === 0) return this.#root;
    const key = path.join(".");
    const known = this.#reads.get(key);
    if (known) return known;
    const parent = this.#signalOf(path.slice(0, -1));
    const last = path[path.length - 1] ?? "";
    const made = computed(() => step(parent.value, last));
    this.#reads.set(key, made);
    return made;
  }
}
