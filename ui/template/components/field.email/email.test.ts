import { expect, test } from "vitest";
import { bound } from "../testing";
import { isEmail } from "./schema";

test.each([
  ["a@b", true],
  ["ann.lee+x@mail.example", true],
  ['"a@b"@c', true],
  ["ann", false],
  ["@b", false],
  ["a@", false],
  ["a@@b", false],
  ["@", false],
])("%s: %s", (text, isRight) => {
  expect(isEmail(text)).toBe(isRight);
});

test("an empty field is no wrong address", () => {
  const { mount, output } = bound({ type: "field.email" });
  expect(mount.error.value).toBeUndefined();
  mount.write("ann");
  expect(mount.shownError).toBe("This is not an email address");
  expect(output()).toEqual({ it: "ann" });
});
