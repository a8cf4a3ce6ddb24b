import { expect, test } from "vitest";
import { stepOf } from "./step";

const press = (key: string, held: object = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...held,
});

test.each([
  ["ArrowRight", 1, -1],
  ["ArrowLeft", -1, 1],
  ["ArrowDown", 1, 1],
  ["ArrowUp", -1, -1],
  ["Enter", 0, 0],
] as const)("%s moves as the text runs", (key, ltr, rtl) => {
  expect(stepOf(press(key), false)).toBe(ltr);
  expect(stepOf(press(key), true)).toBe(rtl);
});

test("is left to the browser with Alt and the like", () => {
  expect(stepOf(press("ArrowLeft", { altKey: true }), false)).toBe(0);
});
