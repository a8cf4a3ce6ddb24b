import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  boxBetween,
  cornerAt,
  cornersOf,
  fitted,
  LEAST_ZOOM,
  MOST_ZOOM,
  onPicture,
  onScreen,
  type Place,
  panned,
  showing,
  withCorner,
  zoomedAt,
} from "./geometry";

const real = fc.double({ min: -2, max: 3, noNaN: true });
const place = fc.record({ x: real, y: real });
const pixels = fc.record({
  x: fc.integer({ min: -500, max: 1500 }),
  y: fc.integer({ min: -500, max: 1500 }),
});
const size = fc.record({
  width: fc.integer({ min: 1, max: 8000 }),
  height: fc.integer({ min: 1, max: 8000 }),
});
const NEAR = 1e-6;

function isNear(one: Place, other: Place, slack = NEAR): boolean {
  return Math.abs(one.x - other.x) < slack && Math.abs(one.y - other.y) < slack;
}

describe("boxes", () => {
  test("from any two corners lie within the picture and have no negative sides", () => {
    fc.assert(
      fc.property(place, place, (one, other) => {
        const box = boxBetween(one, other);
        expect(box.width).toBeGreaterThanOrEqual(0);
        expect(box.height).toBeGreaterThanOrEqual(0);
        expect(box.left).toBeGreaterThanOrEqual(0);
        expect(box.top).toBeGreaterThanOrEqual(0);
        expect(box.left + box.width).toBeLessThanOrEqual(1 + NEAR);
        expect(box.top + box.height).toBeLessThanOrEqual(1 + NEAR);
        expect(boxBetween(other, one)).toEqual(box);
      }),
    );
  });

  test("keep the opposite corner when one is pulled, even across it", () => {
    fc.assert(
      fc.property(place, place, place, fc.integer({ min: 0, max: 3 }), (one, other, to, corner) => {
        const before = boxBetween(one, other);
        const kept = cornersOf(before)[(corner + 2) % 4] ?? { x: -1, y: -1 };
        const after = withCorner(before, corner, to);
        expect(cornersOf(after).some((found) => isNear(found, kept))).toBe(true);
        const pulled = { x: Math.min(1, Math.max(0, to.x)), y: Math.min(1, Math.max(0, to.y)) };
        expect(isNear(cornersOf(after)[cornerAt(after, pulled)] ?? kept, pulled)).toBe(true);
      }),
    );
  });
});

describe("how a picture lies", () => {
  test("fitted is whole, in the middle, and touches two sides", () => {
    fc.assert(
      fc.property(size, size, (picture, stage) => {
        const lie = fitted(picture, stage);
        expect(lie.x).toBeGreaterThanOrEqual(-NEAR);
        expect(lie.y).toBeGreaterThanOrEqual(-NEAR);
        expect(Math.min(lie.x, lie.y)).toBeLessThan(0.001);
        expect(lie.width / lie.height).toBeCloseTo(picture.width / picture.height, 5);
        expect(lie.x * 2 + lie.width).toBeCloseTo(stage.width, 3);
      }),
    );
  });

  test("zooming keeps what is under the pointer there, within the limits", () => {
    fc.assert(
      fc.property(
        pixels,
        fc.array(fc.double({ min: 0.01, max: 100, noNaN: true }), { maxLength: 6 }),
        (at, factors) => {
          const start = fitted({ width: 640, height: 480 }, { width: 800, height: 600 });
          const under = onPicture(start, at);
          const end = factors.reduce((lie, factor) => zoomedAt(lie, at, factor), start);
          expect(end.zoom).toBeGreaterThanOrEqual(LEAST_ZOOM);
          expect(end.zoom).toBeLessThanOrEqual(MOST_ZOOM);
          expect(end.width).toBeCloseTo(start.width * end.zoom, 3);
          expect(isNear(onScreen(end, under), at, 0.01)).toBe(true);
        },
      ),
    );
  });

  test("places go to the screen and back", () => {
    fc.assert(
      fc.property(place, pixels, fc.double({ min: 0.1, max: 50, noNaN: true }), (one, at, factor) => {
        const lie = zoomedAt(fitted({ width: 640, height: 480 }, { width: 800, height: 600 }), at, factor);
        expect(isNear(onPicture(lie, onScreen(lie, one)), one)).toBe(true);
      }),
    );
  });

  test("it cannot be panned out of sight", () => {
    fc.assert(
      fc.property(pixels, pixels, fc.double({ min: 0.05, max: 50, noNaN: true }), (at, by, factor) => {
        const stage = { width: 800, height: 600 };
        const start = zoomedAt(fitted({ width: 640, height: 480 }, stage), at, factor);
        const lie = panned(start, by, stage);
        expect(lie.x).toBeLessThan(stage.width);
        expect(lie.y).toBeLessThan(stage.height);
        expect(lie.x + lie.width).toBeGreaterThan(0);
        expect(lie.y + lie.height).toBeGreaterThan(0);
      }),
    );
  });

  test("a place that is out of sight is brought into it, one that is in sight moves nothing", () => {
    const stage = { width: 800, height: 600 };
    const whole = fitted({ width: 640, height: 480 }, stage);
    expect(showing(whole, { x: 0, y: 1 }, stage)).toEqual(whole);
    const close = zoomedAt(whole, { x: 400, y: 300 }, 8);
    const at = onScreen(showing(close, { x: 0.05, y: 0.9 }, stage), { x: 0.05, y: 0.9 });
    expect(at.x).toBeCloseTo(24);
    expect(at.y).toBeCloseTo(576);
  });
});
