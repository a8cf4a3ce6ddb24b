/**
 * Checks of the form of values that come from code we do not trust. A check is a function, so that the form of
 * a message and its type are said once.
 */
export type Check<T> = (value: unknown) => value is T;
export type Of<C> = C extends Check<infer T> ? T : never;

type Shape = Record<string, Check<unknown>>;
type OptionalNames<S extends Shape> = {
  [K in keyof S]: undefined extends Of<S[K]> ? K : never;
}[keyof S];
type Simple<T> = { [K in keyof T]: T[K] };
export type OfShape<S extends Shape> = Simple<
  { [K in Exclude<keyof S, OptionalNames<S>>]: Of<S[K]> } & {
    [K in OptionalNames<S>]?: Exclude<Of<S[K]>, undefined>;
  }
>;
export type JsonObject = Record<string, unknown>;

const MAX_DEPTH = 32;
const FORBIDDEN = new Set(["__proto__", "constructor", "prototype"]);

export function text(max: number): Check<string> {
  return (value): value is string => typeof value === "string" && value.length <= max;
}

export const finite: Check<number> = (value): value is number =>
  typeof value === "number" && Number.isFinite(value);

export const flag: Check<boolean> = (value): value is boolean => typeof value === "boolean";

export const blob: Check<Blob> = (value): value is Blob => value instanceof Blob;

export function oneOf<const T extends string>(...names: T[]): Check<T> {
  return (value): value is T => names.some((name) => name === value);
}

export function optional<T>(check: Check<T>): Check<T | undefined> {
  return (value): value is T | undefined => value === undefined || check(value);
}

export function nullable<T>(check: Check<T>): Check<T | null> {
  return (value): value is T | null => value === null || check(value);
}

export function list<T>(check: Check<T>, max: number): Check<T[]> {
  return (value): value is T[] => Array.isArray(value) && value.length <= max && value.every(check);
}

/** An object of exactly these keys; what it has beside them is refused. */
export function shape<S extends Shape>(checks: S): Check<OfShape<S>> {
  return (value): value is OfShape<S> =>
    isPlain(value) &&
    Object.keys(value).every((key) => Object.hasOwn(checks, key)) &&
    Object.entries(checks).every(([key, check]) => check(value[key]));
}

export function dictionary<T>(check: Check<T>, max: number): Check<Record<string, T>> {
  return (value): value is Record<string, T> => {
    if (!isPlain(value)) return false;
    const entries = Object.entries(value);
    return entries.length <= max && entries.every(([key, item]) => !FORBIDDEN.has(key) && check(item));
  };
}

/** A JSON object whose text is not longer than `budget`, roughly counted, and not deeper than a page needs. */
export function jsonObject(budget: number): Check<JsonObject> {
  return (value): value is JsonObject => isPlain(value) && jsonSize(value, budget) <= budget;
}

/** What passes the check and is, as JSON, no longer than the budget; that is looked at first. */
export function within<T>(check: Check<T>, budget: number): Check<T> {
  return (value): value is T => jsonSize(value, budget) <= budget && check(value);
}

/** About how long the JSON text of a value is; infinite when it is not JSON. Stops counting past the budget. */
export function jsonSize(value: unknown, budget: number, depth = 0): number {
  if (value === null || typeof value === "boolean") return 5;
  if (typeof value === "number") return Number.isFinite(value) ? 12 : Number.POSITIVE_INFINITY;
  if (typeof value === "string") return value.length + 2;
  if (depth >= MAX_DEPTH) return Number.POSITIVE_INFINITY;
  // Code that builds arrays by index leaves holes, which are null in JSON.
  if (Array.isArray(value))
    return sum([...value], budget, (item) => jsonSize(item ?? null, budget, depth + 1));
  if (!isPlain(value)) return Number.POSITIVE_INFINITY;
  return sum(Object.entries(value), budget, ([key, item]) => {
    if (FORBIDDEN.has(key)) return Number.POSITIVE_INFINITY;
    // A key without a value is left out of the JSON text.
    return item === undefined ? 0 : key.length + 3 + jsonSize(item, budget, depth + 1);
  });
}

function sum<T>(items: T[], budget: number, size: (item: T) => number): number {
  let total = 2;
  for (const item of items) {
    total += size(item) + 1;
    if (total > budget) return Number.POSITIVE_INFINITY;
  }
  return total;
}

export function isPlain(value: unknown): value is JsonObject {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
