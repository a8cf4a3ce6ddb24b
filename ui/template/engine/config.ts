/** Compiling a config: once per project, into definitions whose identity is kept (template-builder 2). */
import { t } from "~/kit/i18n";
import { isObject, type JsonObject } from "./json";
import { MOST_DEEP, MOST_PARTS } from "./limits";
import type { ComponentSchema, PropKind } from "./schema";

/** A part of a config. Nothing of it is resolved yet. */
export type Value =
  | { readonly kind: "literal"; readonly value: unknown }
  | { readonly kind: "list"; readonly items: readonly Value[] }
  | { readonly kind: "object"; readonly entries: Readonly<Record<string, Value>> }
  | { readonly kind: "component"; readonly definition: Definition };

/** One component of the config. `place` is its path from the config's root. */
export interface Definition {
  readonly type: string;
  readonly place: string;
  readonly schema: ComponentSchema;
  readonly props: Readonly<Record<string, Value>>;
  /** What a target property (an action's `view`) leads to: a place. */
  readonly targets: Readonly<Record<string, string>>;
}

/** A part that could not be compiled; what stands there says so, and the rest of the page lives. */
export interface Fault {
  readonly place: string;
  readonly words: string;
}

export interface Program {
  readonly view: Value;
  readonly plugins: Value;
  readonly faults: readonly Fault[];
  /** Whether some component of this type was reached. */
  uses(type: string): boolean;
}

export type Registry = ReadonlyMap<string, ComponentSchema>;

/** How large a part is, references followed. */
interface Extent {
  readonly parts: number;
  readonly depth: number;
}

/** What a fault counts for that stands for far too many parts: so that ten of them are shown, not thousands. */
const SHARE_OF_BOMB = MOST_PARTS / 10;
/** Longer references lead to nothing. */
const MOST_STEPS = 2 * MOST_DEEP;

const NOTHING: Value = { kind: "literal", value: undefined };
const NOT_PROPS = new Set(["type", "version"]);

/** Compile a config (an object, or its JSON text). Throws only where the text is no JSON object. */
export function compile(config: unknown, registry: Registry): Program {
  const parsed: unknown = typeof config === "string" ? JSON.parse(config) : config;
  if (!isObject(parsed)) throw new TypeError("A config is a JSON object");
  return new Compiler(parsed, registry).program();
}

class Compiler {
  readonly #faults: Fault[] = [];
  readonly #done = new Map<string, Value>();
  readonly #extents = new Map<Value, Extent>();
  readonly #underWay = new Set<string>();
  readonly #types = new Set<string>();

  constructor(
    private readonly config: JsonObject,
    private readonly registry: Registry,
  ) {}

  program(): Program {
    const view = this.#at("view");
    const plugins = this.#at("plugins");
    return { view, plugins, faults: this.#faults, uses: (type) => this.#types.has(type) };
  }

  #at(place: string): Value {
    const known = this.#done.get(place);
    if (known) return known;
    if (this.#underWay.has(place)) return this.#fault(place, t("template.reference.circle", { path: place }));
    if (this.#underWay.size >= MOST_DEEP) return this.#fault(place, t("template.tooDeep"));
    this.#underWay.add(place);
    const made = this.#bounded(this.#compile(lookUp(this.config, place), place), place);
    this.#underWay.delete(place);
    this.#done.set(place, made);
    return made;
  }

  /** The part, or a fault where references have made it larger or deeper than anybody could mean. */
  #bounded(made: Value, place: string): Value {
    if (this.#extents.has(made)) return made;
    let parts = 1;
    let depth = 0;
    for (const part of partsOf(made)) {
      const extent = this.#extents.get(part);
      parts += extent?.parts ?? 1;
      depth = Math.max(depth, extent?.depth ?? 0);
    }
    if (parts > MOST_PARTS) return this.#fault(place, t("template.tooManyParts"), SHARE_OF_BOMB);
    if (depth >= 2 * MOST_DEEP) return this.#fault(place, t("template.tooDeep"));
    this.#extents.set(made, { parts, depth: depth + 1 });
    return made;
  }

  #compile(raw: unknown, place: string): Value {
    if (Array.isArray(raw)) {
      return { kind: "list", items: raw.map((_, index) => this.#at(`${place}.${index}`)) };
    }
    if (!isObject(raw)) return { kind: "literal", value: raw };
    if (typeof raw.type === "string" && raw.type !== "") return this.#component(raw, raw.type, place);
    if ("$ref" in raw) return this.#reference(String(raw.$ref), place);
    if (raw.$empty === true) return NOTHING;
    const entries = Object.keys(raw).map((key) => [key, this.#at(`${place}.${key}`)] as const);
    return { kind: "object", entries: Object.fromEntries(entries) };
  }

  #reference(path: string, from: string): Value {
    const found = follow(this.config, path);
    if (found === undefined) return this.#fault(from, t("template.reference.missing", { path }));
    return this.#at(found);
  }

  #component(raw: JsonObject, type: string, place: string): Value {
    const schema = this.registry.get(type.replace(/^@yandex-toloka\//, "@toloka/"));
    if (!schema) return this.#fault(place, t("template.unknown", { type }));
    this.#types.add(schema.type);
    const props: Record<string, Value> = {};
    const targets: Record<string, string> = {};
    for (const [given, value] of Object.entries(raw)) {
      if (NOT_PROPS.has(given)) continue;
      const name = schema.names.get(given) ?? given;
      const kind: PropKind = schema.props[name]?.kind ?? "value";
      if (kind === "static") props[name] = { kind: "literal", value };
      else if (kind === "target") targets[name] = targetOf(this.config, value);
      else props[name] = this.#at(`${place}.${given}`);
    }
    return { kind: "component", definition: { type: schema.type, place, schema, props, targets } };
  }

  #fault(place: string, words: string, parts = 1): Value {
    this.#faults.push({ place, words });
    const schema = this.registry.get("fault");
    if (!schema) return NOTHING;
    const props = { words: { kind: "literal", value: words } as const };
    const made: Value = {
      kind: "component",
      definition: { type: "fault", place, schema, props, targets: {} },
    };
    this.#extents.set(made, { parts, depth: 1 });
    return made;
  }
}

function partsOf(value: Value): readonly Value[] {
  switch (value.kind) {
    case "literal":
      return [];
    case "list":
      return value.items;
    case "object":
      return Object.values(value.entries);
    case "component":
      return Object.values(value.definition.props);
  }
}

/** The raw part at a path, which may lead through references. */
function lookUp(config: JsonObject, place: string): unknown {
  return place.split(".").reduce<unknown>((value, part) => {
    if (Array.isArray(value)) return value[Number(part)];
    return isObject(value) && Object.hasOwn(value, part) ? value[part] : undefined;
  }, config);
}

/** Where a reference leads to in the end; undefined where a part is missing or it goes in a circle. */
function follow(config: JsonObject, path: string): string | undefined {
  let place = "";
  let hops = 0;
  let parts = path.split(".");
  while (parts.length > 0) {
    if (parts.length > MOST_STEPS) return undefined;
    const part = parts[0] ?? "";
    const next = place === "" ? part : `${place}.${part}`;
    const raw = lookUp(config, next);
    if (raw === undefined) return undefined;
    parts = parts.slice(1);
    if (parts.length > 0 && isObject(raw) && typeof raw.$ref === "string" && raw.type === undefined) {
      hops += 1;
      if (hops > 100) return undefined;
      parts = [...raw.$ref.split("."), ...parts];
      place = "";
    } else {
      place = next;
    }
  }
  return place;
}

/** The place that an action's view means: a reference, a chain of them, or (really sent) a bare path. */
function targetOf(config: JsonObject, value: unknown): string {
  let path = typeof value === "string" ? value : isObject(value) ? String(value.$ref ?? "") : "";
  for (let hops = 0; hops < 100; hops += 1) {
    const place = follow(config, path);
    if (place === undefined) return path;
    const raw = lookUp(config, place);
    if (!isObject(raw) || typeof raw.$ref !== "string" || raw.type !== undefined) return place;
    path = raw.$ref;
  }
  return path;
}
