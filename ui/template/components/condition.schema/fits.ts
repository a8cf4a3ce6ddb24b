/** Whether a value fits a JSON Schema, however badly written that is. */
import { format, type Schema, Validator } from "@cfworker/json-schema";
import { isObject } from "~/template/engine/json";
import { TooMuch } from "~/template/engine/limits";
import { isFound } from "~/template/pattern";

/** Longer texts are not put to the library's patterns. */
const MOST_CHARACTERS = 10_000;

interface Prepared {
  readonly validator: Validator;
  readonly hasFormats: boolean;
  /** The patterns for names of properties, which the library tries by itself. */
  readonly namePatterns: readonly RegExp[];
}

const prepared = new WeakMap<object, Prepared>();

// The library's own pattern for these is no draft's, and takes for ever at a long row of letters.
format.url = (text: string) => /^(?:https?|ftp):/i.test(text) && URL.canParse(text);

/** Whether a value fits. Throws `TooMuch` where a pattern would take too long to tell. */
export function fits(value: unknown, schema: unknown): boolean {
  if (schema === undefined || schema === true) return true;
  if (!isObject(schema)) return false;
  if (Object.keys(schema).length === 0) return true;
  if (value === undefined) return false; // the library throws at it
  try {
    const { validator, hasFormats, namePatterns } = prepare(schema);
    if (hasFormats && longest(value) > MOST_CHARACTERS) return false;
    for (const pattern of namePatterns) for (const name of namesIn(value)) isFound(pattern, name);
    return validator.validate(value).valid;
  } catch (error) {
    if (error instanceof TooMuch) throw error;
    return false; // no schema: a pattern or a reference that means nothing
  }
}

function prepare(schema: object): Prepared {
  const known = prepared.get(schema);
  if (known) return known;
  const namePatterns: RegExp[] = [];
  const clean = cleaned(schema, namePatterns) as Schema;
  const found = {
    validator: new Validator(clean, "7"),
    hasFormats: JSON.stringify(schema).includes('"format":'),
    namePatterns,
  };
  prepared.set(schema, found);
  return found;
}

/** Parts of a schema that are values, not schemas. */
const VALUES = new Set(["const", "enum", "default", "examples"]);

/**
 * The schema with its patterns as formats, which the library asks us for: it would try them itself however long
 * that takes. Patterns for names are collected, to be tried beforehand.
 */
function cleaned(part: unknown, names: RegExp[]): unknown {
  if (Array.isArray(part)) return part.map((one) => cleaned(one, names));
  if (!isObject(part)) return part;
  const { pattern, ...rest } = part;
  const entries = Object.entries(typeof pattern === "string" ? rest : part).map(([key, value]) => {
    if (VALUES.has(key)) return [key, value];
    if (key !== "patternProperties" || !isObject(value)) return [key, cleaned(value, names)];
    const inner = Object.entries(value).map(([name, sub]) => {
      const source = asUnicode(name);
      names.push(new RegExp(source, "u"));
      return [source, cleaned(sub, names)];
    });
    return [key, Object.fromEntries(inner)];
  });
  const made: Record<string, unknown> = Object.fromEntries(entries);
  if (typeof pattern !== "string") return made;
  const all: unknown[] = Array.isArray(made.allOf) ? made.allOf : [];
  return { ...made, allOf: [...all, { format: formatOf(new RegExp(asUnicode(pattern), "u")) }] };
}

const PREFIX = "pattern:";

/** The name of a format that is a pattern. */
function formatOf(pattern: RegExp): string {
  const name = PREFIX + pattern.source;
  format[name] ??= (text: string) => isFound(pattern, text);
  return name;
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

/** The names of all properties within a value. */
function namesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn);
  return isObject(value) ? Object.entries(value).flatMap(([name, one]) => [name, ...namesIn(one)]) : [];
}
