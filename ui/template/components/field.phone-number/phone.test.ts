import { expect, test } from "vitest";
import { bound } from "../testing";
import { shownText, writeTyped } from "../typed";
import { phoneOf } from "./schema";

const field = { type: "field.phone-number" };

test.each([
  ["+7 (012) 345-67-89", "+70123456789", undefined],
  ["0123", "0123", undefined],
  ["+", "+", "digits"],
  ["12a", "12a", "digits"],
  ["1+2", "1+2", "digits"],
  ["1.2", "1.2", "digits"],
])("%s is written as %s", (typed, written, error) => {
  const { mount, output } = bound(field);
  writeTyped(mount, typed, phoneOf);
  expect(output()).toEqual({ it: written });
  expect(shownText(mount, phoneOf)).toBe(typed);
  if (error === undefined) expect(mount.shownError).toBeUndefined();
  else expect(mount.shownError).toContain(error);
});

test.each(["", " ", "( ) -"])("“%s” is no answer", (typed) => {
  const { mount, output } = bound(field, { output: { it: "+1" } });
  writeTyped(mount, typed, phoneOf);
  expect(output()).toEqual({});
  expect(mount.error.value).toBeUndefined();
  expect(shownText(mount, phoneOf)).toBe(typed);
});
