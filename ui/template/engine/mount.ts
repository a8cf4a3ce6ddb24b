/** A component on the page: its properties, its data, its errors, its children. */
import { computed, effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import type { Action, Signature } from "./action";
import { type Check, textOfLines } from "./check";
import type { DataRef } from "./data";
import type { Props, VisualPart } from "./schema";
import { type Owner, type Scope, steady, type Visual, visualsIn } from "./scope";
import type { Task } from "./task";

type Handler = (payload: unknown) => void;

/**
 * Made when a visual comes onto the page, disposed of when it goes. Nothing here draws: a renderer reads
 * `props`, `value`, `shownError` and `children`, and may offer `handlers` for what only it can do (play).
 */
export class Mount implements Owner {
  readonly props: Props;
  readonly scope: Scope;
  readonly memory: object;
  readonly part: VisualPart;
  /** The children on the page now, in order. */
  readonly children: ReadonlySignal<readonly Mount[]>;
  /** What is wrong with it now, shown or not. */
  readonly error: ReadonlySignal<string | undefined>;
  readonly #children = new Map<Visual, Mount>();
  readonly #order = signal<readonly Mount[]>([]);
  readonly #ends: (() => void)[] = [];
  readonly #handlers = new Map<string, Handler>();

  constructor(
    readonly visual: Visual,
    readonly task: Task,
    /** Whether its errors are in the way of a submit: a notice's are not. */
    readonly counts = true,
  ) {
    const { schema } = visual.definition;
    if (schema.kind !== "visual") throw new TypeError(`${schema.type} is not visual`);
    this.part = schema;
    this.scope = visual.scope.within({ owner: this });
    this.props = this.scope.props(visual.definition);
    this.children = this.#order;
    this.error = computed(() => this.#findError());
    this.memory = schema.remember?.(this) ?? {};
  }

  get type(): string {
    return this.visual.definition.type;
  }

  /** The place that a field is bound to. */
  get ref(): DataRef | undefined {
    return this.part.isField ? (this.props.data as DataRef | undefined) : undefined;
  }

  /** A field's value. Reading it subscribes. */
  get value(): unknown {
    return this.ref?.read();
  }

  /** The worker's own change of a field's value. Nothing happens where the page is only read. */
  write(value: unknown): void {
    const ref = untracked(() => this.ref);
    if (ref && !untracked(() => this.isDisabled)) this.task.writeByWorker(ref, value);
  }

  /** Whether the worker may not change it. */
  get isDisabled(): boolean {
    return this.task.isReadOnly || this.props.disabled === true;
  }

  /**
   * What is wrong, once it is time to say so: the field was touched, or somebody tried to submit. Else what the
   * server found wrong with it.
   */
  get shownError(): string | undefined {
    if (this.task.isReadOnly) return undefined;
    const ref = this.ref;
    const isTime = this.task.showsAllErrors || (ref !== undefined && this.task.isTouched(ref.key));
    return (isTime ? this.error.value : undefined) ?? (ref && this.task.refusalOf(ref.key));
  }

  /** The key that does what this control does, for it to be painted there. */
  keyFor(signature: Signature): string | undefined {
    return this.task.keyFor(signature);
  }

  /** The key of an action of its own. */
  keyOf(action: Action | undefined): string | undefined {
    return action ? this.task.keyFor(action.signature()) : undefined;
  }

  /** The child that a visual among its properties is; nothing while it is not mounted. */
  childOf(visual: Visual): Mount | undefined {
    return this.#order.value.find((child) => child.visual === visual);
  }

  /** Say that the renderer can do something (`play-pause`); gives what takes it back. */
  handle(name: string, handler: Handler): () => void {
    this.#handlers.set(name, handler);
    return () => this.#handlers.delete(name);
  }

  /** Ask the renderer to do something; nothing happens where it cannot. */
  ask(name: string, payload?: unknown): void {
    this.#handlers.get(name)?.(payload);
  }

  /** Begin: bind to data, mount the children, and follow what changes. */
  begin(): void {
    this.task.enter(this);
    if (this.part.isField) this.#ends.push(effect(() => this.#bind()));
    this.part.mounted?.(this);
    const wanted = steady(() => this.#wanted());
    this.#ends.push(effect(() => this.#reconcile(wanted.value)));
  }

  end(): void {
    this.part.ended?.(this);
    for (const stop of this.#ends.splice(0)) stop();
    for (const child of this.#children.values()) child.end();
    this.#children.clear();
    this.task.leave(this);
  }

  #bind(): (() => void) | undefined {
    const ref = this.ref;
    if (!ref) return undefined;
    untracked(() => this.task.bind(ref));
    return () => untracked(() => this.task.unbind(ref));
  }

  #wanted(): readonly Visual[] {
    if (this.part.children) return this.part.children(this);
    return Object.entries(this.part.props)
      .filter(([, schema]) => (schema.kind ?? "value") === "value")
      .flatMap(([name]) => visualsIn(this.props[name]));
  }

  /** Children that stay are left alone; the new ones come before the old ones go, so that values carry over. */
  #reconcile(wanted: readonly Visual[]): void {
    untracked(() => {
      const keep = new Set(wanted);
      const fresh: Mount[] = [];
      for (const visual of keep) {
        if (this.#children.has(visual)) continue;
        const child = new Mount(visual, this.task, this.counts);
        this.#children.set(visual, child);
        fresh.push(child);
      }
      for (const child of fresh) child.begin();
      for (const [visual, child] of this.#children) {
        if (keep.has(visual)) continue;
        this.#children.delete(visual);
        child.end();
      }
      this.#order.value = [...keep].flatMap((visual) => this.#children.get(visual) ?? []);
    });
  }

  #findError(): string | undefined {
    const check = this.props.validation as Check | undefined;
    if (check && !check.passed) return textOfLines(check.direct());
    return this.part.complain?.(this.value, this);
  }
}
