import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { COUNTRIES, LANGUAGES, named } from "./codes";

const known = readFileSync(join(import.meta.dirname, "../../../src/talka/accounts/codes.py"), "utf-8");

function listed(name: string): string[] {
  const text = known.match(new RegExp(`^${name} = """([^"]*)"""`, "m"))?.[1] ?? "";
  return text.trim().split(/\s+/).sort();
}

test("the codes to choose from are those that the server takes", () => {
  expect(COUNTRIES.split(" ").sort()).toEqual(listed("_COUNTRIES"));
  expect(LANGUAGES.split(" ").sort()).toEqual(listed("_LANGUAGES"));
});

test("each has a name of its own, and they stand by name", () => {
  const names = named(COUNTRIES, "region").map(([, name]) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.indexOf("Åland Islands")).toBeLessThan(names.indexOf("Zambia"));
  for (const [code, name] of named(LANGUAGES, "language")) expect(name, code).not.toBe(code);
});
