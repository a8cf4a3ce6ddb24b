import { describe, expect, test } from "vitest";
import { readFrameMessage } from "./protocol";
import { jsonSize } from "./schema";

const submit = (solutions: unknown): unknown => readFrameMessage({ type: "submit", solutions });

describe("what a frame says", () => {
  test("is read in the agreed form", () => {
    expect(submit([{ task_id: "a", output_values: { x: [1, null] } }])).not.toBeNull();
    expect(readFrameMessage({ type: "skip" })).toEqual({ type: "skip" });
    expect(readFrameMessage({ type: "height", height: 12 })).not.toBeNull();
  });

  test.each([
    null,
    "skip",
    { type: "unknown" },
    { type: "toString" },
    { type: "skip", more: 1 },
    { type: "height", height: Number.NaN },
    { type: "upload", call: 1, file: "text", name: "x" },
    { type: "openLink", url: "x".repeat(10_000) },
    { type: "proxy", call: 1, path: "x", method: "TRACE" },
  ])("is refused in any other: %j", (data) => {
    expect(readFrameMessage(data)).toBeNull();
  });

  test("has answers that are JSON of a bounded size and depth", () => {
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    expect(submit([{ output_values: circle }])).toBeNull();
    expect(submit([{ output_values: { date: new Date() } }])).toBeNull();
    expect(submit([{ output_values: JSON.parse('{"__proto__": 1}') }])).toBeNull();
    expect(submit([{ output_values: { long: "x".repeat(2 << 20) } }])).toBeNull();
  });
});

test("sizes stop being counted past the budget", () => {
  expect(jsonSize({ a: "xx" }, 100)).toBeLessThan(20);
  expect(jsonSize(["x".repeat(200)], 100)).toBe(Number.POSITIVE_INFINITY);
});
