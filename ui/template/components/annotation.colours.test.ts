import { expect, test } from "vitest";
import { colourOf, luminance, textOn } from "./annotation.colours";

const MANY = Array.from({ length: 60 }, (_, index) => colourOf(index));

test("each label has a colour of its own", () => {
  expect(new Set(MANY).size).toBe(MANY.length);
  for (const colour of MANY) expect(colour).toMatch(/^#[0-9a-f]{6}$/);
});

test("text on every colour can be read", () => {
  for (const colour of MANY) {
    const [light = 0, dark = 0] = [luminance(colour), luminance(textOn(colour))].sort((a, b) => b - a);
    expect((light + 0.05) / (dark + 0.05)).toBeGreaterThanOrEqual(4.5);
  }
});

test("luminance is WCAG's", () => {
  expect(luminance("#ffffff")).toBeCloseTo(1);
  expect(luminance("#000000")).toBe(0);
  expect(luminance("#808080")).toBeCloseTo(0.2159, 3);
});
