/** A component on the page: its properties, its data, its errors, its children. */
import { computed, effect, type ReadonlySignal, type Signal, signal, untracked } from "@preact/signals";
import { t } from "~/kit/i18n";
import type { Action, Signature } from "./action";
import { type Check, textOfLines } from "./check";
import type { DataRef } from "./data";
import { textOf } from "./json";
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
  readonly #faults: Signal<string | undefined>[] = [];
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

  /** Why it cannot be shown: its data, or what it consists of, cannot be made out. Reading it subscribes. */
  get fault(): string | undefined {
    return this.#faults.map((one) => one.value).find((one) => one !== undefined);
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
    if (this.part.isField) this.#follow(() => this.#bind());
    this.#follow(() => {
      untracked(() => this.part.mounted?.(this));
      return undefined;
    });
    const wanted = steady(() => this.#wanted());
    this.#follow(() => this.#reconcile(wanted.value));
  }

  /** Do something whenever what it reads changes. What goes wrong is this component's fault, not the page's. */
  #follow(work: () => (() => void) | undefined): void {
    const fault = signal<string | undefined>(undefined);
    this.#faults.push(fault);
    const attempt = () => {
      try {
        const undo = work();
        fault.value = undefined;
        return undo;
      } catch (error) {
        fault.value = textOf(error instanceof Error ? error.message : error);
        return undefined;
      }
    };
    this.#ends.push(effect(attempt));
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
  #reconcile(wanted: readonly Visual[]): undefined {
    untracked(() => {
      const keep = new Set(wanted);
      const fresh = [...keep].filter((visual) => !this.#children.has(visual));
      try {
        this.task.room.insist(fresh.length);
        for (const visual of fresh) this.#admit(visual);
      } catch (error) {
        this.#dismiss(new Set()); // half of them would look like all of them
        throw error;
      }
      this.#dismiss(keep);
    });
  }

  #admit(visual: Visual): void {
    const child = new Mount(visual, this.task, this.counts);
    this.#children.set(visual, child);
    child.begin();
  }

  #dismiss(keep: ReadonlySet<Visual>): void {
    for (const [visual, child] of this.#children) {
      if (keep.has(visual)) continue;
      this.#children.delete(visual);
      child.end();
    }
    this.#order.value = [...keep].flatMap((visual) => this.#children.get(visual) ?? []);
  }

  #findError(): string | undefined {
    try {
      const check = this.props.validation as Check | undefined;
      if (check && !check.passed) return textOfLines(check.direct());
      return this.part.complain?.(this.value, this);
    } catch (error) {
      return t("template.unchecked", { reason: textOf(error instanceof Error ? error.message : error) });
    }
  }
}
