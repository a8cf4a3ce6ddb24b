/** Whether a value fits a JSON Schema, however badly written that is. */
import { type Schema, Validator } from "@cfworker/json-schema";
import { isObject } from "~/template/engine/json";

/** Longer texts are not put to a requester's patterns: a bad one could stop the page. */
const MOST_CHARACTERS = 10_000;

interface Prepared {
  readonly validator: Validator;
  readonly hasPatterns: boolean;
}

const prepared = new WeakMap<object, Prepared>();

export function fits(value: unknown, schema: unknown): boolean {
  if (schema === undefined || schema === true) return true;
  if (!isObject(schema)) return false;
  if (Object.keys(schema).length === 0) return true;
  if (value === undefined) return false; // the library throws at it
  try {
    const { validator, hasPatterns } = prepare(schema);
    if (hasPatterns && longest(value) > MOST_CHARACTERS) return false;
    return validator.validate(value).valid;
  } catch {
    return false; // no schema: a pattern or a reference that means nothing
  }
}

function prepare(schema: object): Prepared {
  const known = prepared.get(schema);
  if (known) return known;
  const clean = cleaned(schema) as Schema;
  const found = {
    validator: new Validator(clean, "7"),
    hasPatterns: /"pattern(Properties)?":/.test(JSON.stringify(clean)),
  };
  prepared.set(schema, found);
  return found;
}

/** Parts of a schema that are values, not schemas. */
const VALUES = new Set(["const", "enum", "default", "examples"]);

/** The schema with its patterns written as Unicode patterns, which are all that the library knows. */
function cleaned(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(cleaned);
  if (!isObject(part)) return part;
  return Object.fromEntries(
    Object.entries(part).map(([key, value]) => {
      if (VALUES.has(key)) return [key, value];
      if (key === "pattern" && typeof value === "string") return [key, asUnicode(value)];
      if (key !== "patternProperties" || !isObject(value)) return [key, cleaned(value)];
      const inner = Object.entries(value).map(([pattern, sub]) => [asUnicode(pattern), cleaned(sub)]);
      return [key, Object.fromEntries(inner)];
    }),
  );
}

/**
 * A pattern as it has to be written with the flag `u`. Without it a backslash before any character is allowed
 * (`\\-`, `\\@`), and configs are full of them; with it only where it means something.
 */
function asUnicode(pattern: string): string {
  if (isUnicode(pattern)) return pattern;
  const without = pattern.replace(/\\(.)/gsu, (whole, char: string) =>
    /[\dA-Za-z^$\\.*+?()[\]{}|/]/u.test(char) ? whole : char === "-" ? "\\x2d" : char,
  );
  return isUnicode(without) ? without : pattern;
}

function isUnicode(pattern: string): boolean {
  try {
    return Boolean(new RegExp(pattern, "u"));
  } catch {
    return false;
  }
}

/** The characters of the longest text within a value. */
function longest(value: unknown): number {
  if (typeof value === "string") return value.length;
  const inner = Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
  return inner.reduce<number>((most, one) => Math.max(most, longest(one)), 0);
}
