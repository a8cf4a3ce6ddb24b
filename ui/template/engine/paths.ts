/** Paths into data: `results.0.name`. Dots part, a number indexes an array (template-builder 3.1). */
import { isObject, type JsonObject } from "./json";

export type Path = readonly string[];

const REFUSED = new Set(["__proto__", "prototype", "constructor"]);
const INDEX = /^(0|[1-9]\d*)$/;
const MAX_INDEX = 100_000;

/** The parts of a path; an empty one has none. Throws where a part would reach an object's own machinery. */
export function parsePath(path: unknown): Path {
  if (path === undefined || path === null || path === "") return [];
  const parts = String(path).split(".");
  const bad = parts.find((part) => REFUSED.has(part));
  if (bad !== undefined) throw new RangeError(`“${bad}” may not be part of a path`);
  return parts;
}

/** One step into a value; undefined where there is nothing. */
export function step(value: unknown, part: string): unknown {
  if (Array.isArray(value)) return INDEX.test(part) ? value[Number(part)] : undefined;
  return isObject(value) && Object.hasOwn(value, part) ? value[part] : undefined;
}

export function getIn(value: unknown, path: Path): unknown {
  return path.reduce(step, value);
}

/**
 * The value with another one at the path, all else shared with the old one.
 *
 * What is missing on the way is made: an array where a number follows, else an object. Undefined deletes the
 * key and the parents that it leaves empty; elements of arrays become undefined and arrays stay.
 */
export function setIn(value: unknown, path: Path, next: unknown): unknown {
  const [part, ...rest] = path;
  if (part === undefined) return next;
  if (next === undefined && getIn(value, path) === undefined) return value;
  const container = containerFor(value, part);
  const child = setIn(step(container, part), rest, next);
  if (Array.isArray(container)) return withElement(container, part, child);
  return withKey(container, part, child);
}

function containerFor(value: unknown, part: string): JsonObject | unknown[] {
  if (Array.isArray(value) && INDEX.test(part)) return value;
  if (isObject(value)) return value;
  return INDEX.test(part) ? [] : {};
}

function withElement(items: unknown[], part: string, child: unknown): unknown[] {
  const index = Number(part);
  if (index > MAX_INDEX) throw new RangeError(`${part} is too large an index`);
  const copy = [...items];
  while (copy.length < index) copy.push(undefined);
  copy[index] = child;
  return copy;
}

function withKey(object: JsonObject, part: string, child: unknown): JsonObject | undefined {
  const copy = { ...object };
  if (child === undefined) delete copy[part];
  else copy[part] = child;
  return Object.keys(copy).length === 0 && child === undefined ? undefined : copy;
}

/**
 * What the key of a place within a list becomes when an element of the list goes: those of later elements move
 * up, those of the element itself are nothing any more.
 */
export function keyWithoutElement(key: string, list: string, index: number): string | undefined {
  const prefix = list.endsWith(":") ? list : `${list}.`;
  if (!key.startsWith(prefix)) return key;
  const [part = "", ...rest] = key.slice(prefix.length).split(".");
  const at = INDEX.test(part) ? Number(part) : -1;
  if (at < index) return key;
  return at === index ? undefined : `${prefix}${[at - 1, ...rest].join(".")}`;
}
