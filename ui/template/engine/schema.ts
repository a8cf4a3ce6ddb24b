/** What a component says of itself. The engine knows no component by name; it knows these shapes. */

import type { Acting } from "./action";
import type { Check } from "./check";
import type { Value } from "./config";
import type { DataRef } from "./data";
import type { Mount } from "./mount";
import type { Scope, Visual } from "./scope";
import type { Task } from "./task";

/**
 * What reading a property gives:
 * - `value`: resolved in depth; visuals in it stay visuals;
 * - `data`: a place to read and write (`DataRef`), not the value there;
 * - `action`, `condition`: something to dispatch, something to ask (`Action`, `Check`);
 * - `template`: unresolved, to be resolved in scopes of the component's own (`Value`);
 * - `target`: the place of another component;
 * - `static`: the config's own JSON, never compiled.
 */
export type PropKind = "value" | "data" | "action" | "condition" | "template" | "target" | "static";

export interface PropSchema {
  readonly kind?: PropKind;
  /** What is read where the config gives nothing. */
  readonly default?: unknown;
  /** Further names that configs use for it. */
  readonly aliases?: readonly string[];
}

export type PropSchemas = Readonly<Record<string, PropSchema>>;

/** A component's properties. Reading one resolves it and subscribes to what it was made of. */
export type Props = Readonly<Record<string, unknown>>;

interface Common {
  readonly type: string;
  readonly props: PropSchemas;
}

export interface GetterPart extends Common {
  readonly kind: "getter";
  get(props: Props, scope: Scope): unknown;
}

/** A helper that stands for one of its properties: whatever that is, a value, data, an action or a visual. */
export interface ChoicePart extends Common {
  readonly kind: "choice";
  choose(props: Props, given: Readonly<Record<string, Value>>, scope: Scope): Value | undefined;
}

export interface DataPart extends Common {
  readonly kind: "data";
  ref(props: Props, scope: Scope): DataRef | undefined;
}

export interface ConditionPart extends Common {
  readonly kind: "condition";
  /** `subject` gives what it speaks of: its `data`, or without that the enclosing component's value. */
  check(props: Props, scope: Scope, subject: () => unknown): Check;
}

export interface ActionPart extends Common {
  readonly kind: "action";
  run(props: Props, acting: Acting): void;
}

export interface PluginPart extends Common {
  readonly kind: "plugin";
  /** Begins its work for one task; gives what ends it. */
  start?(props: Props, scope: Scope, task: Task): (() => void) | undefined;
}

/** What an address leads to. */
export type Medium = "image" | "audio" | "video";

export interface VisualPart extends Common {
  readonly kind: "visual";
  /** Its properties that are addresses of what it shows, for that to be fetched before it is in sight. */
  readonly loads?: Readonly<Record<string, Medium>>;
  /** Whether it is bound to data and answers. */
  readonly isField?: boolean;
  /** A field's own complaint about its value; the component's validation comes first. */
  complain?(value: unknown, mount: Mount): string | undefined;
  /** What it remembers while it is mounted, made once: signals by names. */
  remember?(mount: Mount): object;
  /** Called when it was mounted and bound. */
  mounted?(mount: Mount): void;
  /** Called when it goes: the place to end what it has under way. */
  ended?(mount: Mount): void;
  /** Its children, where they are not simply the visuals among its properties. */
  children?(mount: Mount): readonly Visual[];
}

export type ComponentPart =
  | GetterPart
  | ChoicePart
  | DataPart
  | ConditionPart
  | ActionPart
  | PluginPart
  | VisualPart;

export type ComponentSchema = ComponentPart & {
  /** The name of a property by each name that a config may use. */
  readonly names: ReadonlyMap<string, string>;
};

const SHARED_BY_VISUALS: PropSchemas = {
  label: {},
  hint: {},
  validation: { kind: "condition" },
  requiredMark: { default: false },
  rtl: {},
};

const VALIDATION_ONLY: PropSchemas = { validation: { kind: "condition" } };

function finish<T extends ComponentPart>(part: T): T & ComponentSchema {
  const names = new Map<string, string>();
  for (const [name, prop] of Object.entries(part.props)) {
    for (const alias of prop.aliases ?? []) names.set(alias, name);
  }
  return { ...part, names } as T & ComponentSchema;
}

type Without<T> = Omit<T, "kind">;

export const getter = (part: Without<GetterPart>) => finish<GetterPart>({ kind: "getter", ...part });
export const choice = (part: Without<ChoicePart>) => finish<ChoicePart>({ kind: "choice", ...part });
export const data = (part: Without<DataPart>) => finish<DataPart>({ kind: "data", ...part });
export const action = (part: Without<ActionPart>) => finish<ActionPart>({ kind: "action", ...part });
export const plugin = (part: Without<PluginPart>) => finish<PluginPart>({ kind: "plugin", ...part });

/** A condition; `hint` is every condition's, and the engine says it in place of the condition's own words. */
export const condition = (part: Without<ConditionPart>) =>
  finish<ConditionPart>({ kind: "condition", ...part, props: { hint: {}, data: {}, ...part.props } });

/** A view: label, hint and validation are every view's. */
export const view = (part: Without<VisualPart>) =>
  finish<VisualPart>({ kind: "visual", ...part, props: { ...SHARED_BY_VISUALS, ...part.props } });

/** A field: besides, it is bound to data. */
export const field = (part: Without<VisualPart>) =>
  finish<VisualPart>({
    kind: "visual",
    isField: true,
    ...part,
    props: { ...SHARED_BY_VISUALS, data: { kind: "data" }, ...part.props },
  });

/** A layout has nothing but a validation of its own. */
export const layout = (part: Without<VisualPart>) =>
  finish<VisualPart>({ kind: "visual", ...part, props: { ...VALIDATION_ONLY, ...part.props } });
