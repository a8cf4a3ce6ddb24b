import { expect, test } from "vitest";
import type { FieldSpec } from "../protocol";
import { validateOutput } from "./output-spec";

function codeOf(spec: FieldSpec, value: unknown): string | undefined {
  return validateOutput({ field: spec }, { field: value }, (key) => key).field?.code;
}

test.each<[FieldSpec, unknown, string | undefined]>([
  [{ type: "string" }, undefined, "VALUE_REQUIRED"],
  [{ type: "string", required: false }, undefined, undefined],
  [{ type: "string", min_length: 2 }, "😀", "STRING_LENGTH_LESS_THAN_MIN"],
  [{ type: "string", max_length: 1 }, "😀", undefined],
  [{ type: "string", pattern: "a+" }, "aab", "PATTERN_MISMATCH"],
  [{ type: "string", pattern: "(" }, "x", undefined],
  [{ type: "string", allowed_values: ["a"] }, "b", "VALUE_NOT_ALLOWED"],
  [{ type: "string", allowed_values: [] }, "b", undefined],
  [{ type: "integer", max_value: 5 }, 6, "VALUE_GREATER_THAN_MAX"],
  [{ type: "integer" }, 1.5, "INTEGER_EXPECTED"],
  [{ type: "float", min_value: 0 }, -0.1, "VALUE_LESS_THAN_MIN"],
  [{ type: "boolean", allowed_values: [true] }, false, "VALUE_NOT_ALLOWED"],
  [{ type: "array_string", min_size: 2 }, ["a"], "ARRAY_SIZE_LESS_THAN_MIN"],
  [{ type: "array_integer" }, [1, "2"], "INTEGER_EXPECTED"],
  [{ type: "url" }, "ftp://x", "INVALID_URL_SYNTAX"],
  [{ type: "coordinates" }, "91,0", "INVALID_COORDINATES_SYNTAX"],
  [{ type: "file" }, "me.png", "UUID_EXPECTED"],
  [{ type: "json" }, { any: ["thing"] }, undefined],
])("%j with %j: %s", (spec, value, code) => {
  expect(codeOf(spec, value)).toBe(code);
});
