/** Resolving: what a part of the config is worth at a place of the page (template-builder 2.1). */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { t } from "~/kit/i18n";
import { Action } from "./action";
import { type Check, checkOfValue, say } from "./check";
import type { Definition, Value } from "./config";
import type { DataRef } from "./data";
import { isEqual, isObject, type JsonObject, textOf } from "./json";
import { effort, notTooLarge } from "./limits";
import type { Props } from "./schema";
import type { Task } from "./task";

/** A visual component at a place of the page; what it looks like is its own affair. */
export class Visual {
  static #count = 0;
  /** Unique, for a renderer to tell it by. */
  readonly id: number;

  constructor(
    readonly definition: Definition,
    readonly scope: Scope,
  ) {
    Visual.#count += 1;
    this.id = Visual.#count;
  }

  /** Where a text is wanted it is none; what it holds on to leads around in a circle. */
  toJSON(): undefined {
    return undefined;
  }
}

/** The component around: what a condition without `data` speaks of. */
export interface Owner {
  readonly value: unknown;
  readonly props: Props;
  /** What a mounted component remembers: a player that it was played. */
  readonly memory: object;
}

/** What a helper or a list gives to what stands within it. */
interface Surroundings {
  readonly locals?: ReadonlySignal<unknown>;
  readonly relative?: DataRef;
  readonly owner?: Owner;
}

const NO_LOCALS: ReadonlySignal<unknown> = signal(undefined);

/** A computed value that stays the same object while it is equal in depth, so that nobody wakes for nothing. */
export function steady<T>(make: () => T): ReadonlySignal<T> {
  let last: T;
  return computed(() => {
    const next = make();
    if (!isEqual(last, next)) last = next;
    return last;
  });
}

/**
 * Where resolving happens: a task, and what the components around give. What was resolved is kept here, one
 * computed value for each definition, and so lives as long as the place does.
 */
export class Scope {
  readonly #kept = new Map<unknown, unknown>();

  constructor(
    readonly task: Task,
    private readonly around: Surroundings = {},
  ) {}

  get locals(): ReadonlySignal<unknown> {
    return this.around.locals ?? NO_LOCALS;
  }

  get relative(): DataRef | undefined {
    return this.around.relative;
  }

  get owner(): Owner | undefined {
    return this.around.owner;
  }

  /** A scope within this one. */
  within(more: Surroundings): Scope {
    return new Scope(this.task, { ...this.around, ...more });
  }

  /** Something of this place that is made once, told by its key. */
  keep<T>(key: unknown, make: () => T): T {
    if (!this.#kept.has(key)) this.#kept.set(key, make());
    return this.#kept.get(key) as T;
  }

  /** What a part is worth now. Visuals stay closed; data, helpers and conditions give their values. */
  resolve(value: Value | undefined): unknown {
    if (value === undefined || value.kind === "literal") return value?.value;
    return effort.spend(() => this.#resolve(value));
  }

  #resolve(value: Exclude<Value, { kind: "literal" }>): unknown {
    switch (value.kind) {
      case "list":
        return value.items.map((item) => this.resolve(item));
      case "object":
        return this.#object(value.entries);
      case "component":
        return this.#component(value.definition);
    }
  }

  #object(entries: Readonly<Record<string, Value>>): JsonObject {
    const made: JsonObject = {};
    for (const [key, part] of Object.entries(entries)) made[key] = this.resolve(part);
    return made;
  }

  #component(definition: Definition): unknown {
    const { schema } = definition;
    switch (schema.kind) {
      case "visual":
        return this.visual(definition);
      case "action":
        return this.#action(definition);
      case "plugin":
        return definition;
      case "condition":
        return this.#once(definition, () => this.#check(definition).passed);
      case "getter":
        return this.#once(definition, () => notTooLarge(schema.get(this.props(definition), this)));
      case "data":
        return this.#once(definition, () => this.#ref(definition)?.read());
      case "choice":
        return this.#once(definition, () => this.resolve(this.#chosen(definition)));
    }
  }

  #once(definition: Definition, make: () => unknown): unknown {
    return this.keep(definition, () => steady(make)).value;
  }

  visual(definition: Definition): Visual {
    return this.keep(definition, () => new Visual(definition, this));
  }

  /** The component's properties in this scope. */
  props(definition: Definition): Props {
    return this.keep(definition.props, () => this.#makeProps(definition));
  }

  #makeProps(definition: Definition): Props {
    const made: JsonObject = {};
    const names = new Set([...Object.keys(definition.schema.props), ...Object.keys(definition.props)]);
    for (const name of names) {
      const current = steady(() => this.#prop(definition, name));
      Object.defineProperty(made, name, { enumerable: true, get: () => current.value });
    }
    return made;
  }

  #prop(definition: Definition, name: string): unknown {
    const schema = definition.schema.props[name] ?? {};
    const given = definition.props[name];
    switch (schema.kind) {
      case "data":
        return this.ref(given);
      case "action":
        return this.actionOf(given);
      case "condition":
        return given === undefined ? undefined : this.checkOf(given);
      case "template":
        return given;
      case "target":
        return definition.targets[name];
      default: {
        const value = this.resolve(given);
        return value === undefined ? schema.default : value; // null is a value like others
      }
    }
  }

  /** The part that a choice stands for, through further choices. */
  #followed(value: Value | undefined): Value | undefined {
    let part = value;
    while (part?.kind === "component" && part.definition.schema.kind === "choice") {
      part = this.#chosen(part.definition);
    }
    return part;
  }

  #chosen(definition: Definition): Value | undefined {
    const { schema } = definition;
    if (schema.kind !== "choice") return undefined;
    return schema.choose(this.props(definition), definition.props, this);
  }

  /** The place that a part of the config names. */
  ref(value: Value | undefined): DataRef | undefined {
    const part = this.#followed(value);
    return part?.kind === "component" ? this.#ref(part.definition) : undefined;
  }

  #ref(definition: Definition): DataRef | undefined {
    const { schema } = definition;
    if (schema.kind !== "data") return undefined;
    const current = this.keep(`ref:${definition.place}`, () =>
      computed(() => schema.ref(this.props(definition), this)),
    );
    return current.value;
  }

  /** The action that a part stands for; nothing where a helper yields none. */
  actionOf(value: Value | undefined): Action | undefined {
    const part = this.#followed(value);
    if (part?.kind !== "component" || part.definition.schema.kind !== "action") return undefined;
    return this.#action(part.definition);
  }

  #action(definition: Definition): Action {
    return this.keep(definition, () => new Action(definition, this));
  }

  /** The check in a condition's place: absent or nothing passes, a boolean is itself, all else fails. */
  checkOf(value: Value | undefined): Check {
    const part = this.#followed(value);
    if (part?.kind === "component" && part.definition.schema.kind === "condition") {
      return this.#check(part.definition);
    }
    const resolved = this.resolve(part);
    return resolved === undefined ? PASSED : checkOfValue(resolved, () => t("condition.failed"));
  }

  #check(definition: Definition): Check {
    const { schema } = definition;
    if (schema.kind !== "condition") return PASSED;
    const props = this.props(definition);
    const subject = () => (definition.props.data === undefined ? this.owner?.value : props.data);
    const found = schema.check(props, this, subject);
    if (definition.props.hint === undefined) return found;
    const hint = () => say(textOf(props.hint));
    return { passed: found.passed, direct: hint, opposite: hint };
  }
}

const PASSED: Check = { passed: true, direct: () => [], opposite: () => say(t("condition.failed")) };

/** The visuals among a resolved value, in order. */
export function visualsIn(value: unknown): Visual[] {
  if (value instanceof Visual) return [value];
  if (Array.isArray(value)) return value.flatMap(visualsIn);
  if (isObject(value) && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.values(value).flatMap(visualsIn);
  }
  return [];
}
