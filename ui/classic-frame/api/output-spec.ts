/** Checking a task's answer by its project's output_spec, as the server will, before it is sent. */
import type { DataSpec, FieldSpec } from "../protocol";
import type { Say } from "../runtime";

interface Failure {
  code: string;
  message: string;
}
type Rule = (value: unknown, spec: FieldSpec, say: Say) => Failure | null;

const COORDINATES = /^\s*([+-]?\d{1,3}(?:\.\d*)?)\s*,\s*([+-]?\d{1,3}(?:\.\d*)?)\s*$/;
const ID = /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i;
const MAX_MATCHED = 10_000;

export function validateOutput(
  spec: DataSpec,
  values: Record<string, unknown>,
  say: Say,
): Record<string, Failure> {
  const errors: Record<string, Failure> = {};
  for (const [name, field] of Object.entries(spec)) {
    const failure = checkField(values[name], field, say);
    if (failure !== null) errors[name] = failure;
  }
  return errors;
}

function checkField(value: unknown, spec: FieldSpec, say: Say): Failure | null {
  if (value === undefined || value === null) {
    if (spec.required === false) return null;
    return { code: "VALUE_REQUIRED", message: say("classic.error.required") };
  }
  const type = spec.type.toLowerCase();
  if (!type.startsWith("array_")) return checkItem(value, type, spec, say);
  if (!Array.isArray(value)) return { code: "ARRAY_EXPECTED", message: say("classic.error.list") };
  const size = checkSize(value.length, spec, say);
  if (size !== null) return size;
  for (const item of value) {
    const failure = checkItem(item, type.slice("array_".length), spec, say);
    if (failure !== null) return failure;
  }
  return null;
}

function checkItem(value: unknown, type: string, spec: FieldSpec, say: Say): Failure | null {
  const rule = TYPES[type];
  return rule?.(value, spec, say) ?? checkAllowed(value, spec, say);
}

const integer: Rule = (value, spec, say) =>
  Number.isInteger(value)
    ? checkRange(value as number, spec, say)
    : { code: "INTEGER_EXPECTED", message: say("classic.error.integer") };

const TYPES: Record<string, Rule> = {
  string: (value, spec, say) =>
    typeof value === "string"
      ? (checkLength(value, spec, say) ?? checkPattern(value, spec, say))
      : { code: "STRING_EXPECTED", message: say("classic.error.text") },
  url: (value, _spec, say) =>
    typeof value === "string" && /^(?:https?:\/\/|www)/.test(value)
      ? null
      : { code: "INVALID_URL_SYNTAX", message: say("classic.error.url") },
  integer,
  number: integer,
  float: (value, spec, say) =>
    typeof value === "number"
      ? checkRange(value, spec, say)
      : { code: "NUMBER_EXPECTED", message: say("classic.error.number") },
  boolean: (value, _spec, say) =>
    typeof value === "boolean" ? null : { code: "BOOLEAN_EXPECTED", message: say("classic.error.boolean") },
  coordinates: (value, _spec, say) =>
    typeof value === "string" && onEarth(COORDINATES.exec(value))
      ? null
      : { code: "INVALID_COORDINATES_SYNTAX", message: say("classic.error.coordinates") },
  file: (value, _spec, say) =>
    typeof value === "string" && ID.test(value)
      ? null
      : { code: "UUID_EXPECTED", message: say("classic.error.file") },
};

function onEarth(match: RegExpExecArray | null): boolean {
  return match !== null && Math.abs(Number(match[1])) <= 90 && Math.abs(Number(match[2])) <= 180;
}

function checkLength(text: string, { min_length, max_length }: FieldSpec, say: Say): Failure | null {
  // The server counts characters, not UTF-16 units.
  const length = [...text].length;
  if (min_length !== undefined && length < min_length) {
    return {
      code: "STRING_LENGTH_LESS_THAN_MIN",
      message: say("classic.error.length.min", { min: min_length }),
    };
  }
  if (max_length === undefined || length <= max_length) return null;
  return {
    code: "STRING_LENGTH_GREATER_THAN_MAX",
    message: say("classic.error.length.max", { max: max_length }),
  };
}

function checkRange(value: number, { min_value, max_value }: FieldSpec, say: Say): Failure | null {
  if (min_value !== undefined && value < min_value) {
    return { code: "VALUE_LESS_THAN_MIN", message: say("classic.error.value.min", { min: min_value }) };
  }
  if (max_value === undefined || value <= max_value) return null;
  return { code: "VALUE_GREATER_THAN_MAX", message: say("classic.error.value.max", { max: max_value }) };
}

function checkSize(size: number, { min_size, max_size }: FieldSpec, say: Say): Failure | null {
  if (min_size !== undefined && size < min_size) {
    return { code: "ARRAY_SIZE_LESS_THAN_MIN", message: say("classic.error.size.min", { min: min_size }) };
  }
  if (max_size === undefined || size <= max_size) return null;
  return { code: "ARRAY_SIZE_GREATER_THAN_MAX", message: say("classic.error.size.max", { max: max_size }) };
}

/** A pattern that this engine cannot read is left to the server, whose engine it was checked by. */
function checkPattern(text: string, { pattern }: FieldSpec, say: Say): Failure | null {
  if (pattern === undefined || text.length > MAX_MATCHED) return null;
  let whole: RegExp;
  try {
    whole = new RegExp(`^(?:${pattern})$`, "u");
  } catch {
    return null;
  }
  return whole.test(text) ? null : { code: "PATTERN_MISMATCH", message: say("classic.error.pattern") };
}

function checkAllowed(value: unknown, { allowed_values }: FieldSpec, say: Say): Failure | null {
  if (allowed_values === undefined || allowed_values.length === 0) return null;
  if (allowed_values.includes(value)) return null;
  const names = allowed_values.map(String).join(", ");
  return { code: "VALUE_NOT_ALLOWED", message: say("classic.error.allowed", { values: names }) };
}
