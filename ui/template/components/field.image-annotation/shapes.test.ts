import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  answerOf,
  canLoseVertex,
  lackLabel,
  moved,
  polygonOf,
  type Shape,
  shapesOf,
  verticesOf,
  withLabel,
  withoutVertex,
  withVertex,
} from "./shapes";

const SAMPLES: Shape[] = [
  { shape: "rectangle", left: 0.1, top: 0.2, width: 0.25, height: 0.3, label: "car" },
  {
    shape: "polygon",
    points: [
      { left: 0.1, top: 0.1 },
      { left: 0.5, top: 0.2 },
      { left: 0.3, top: 0.6 },
    ],
    label: "sign",
  },
  { shape: "point", left: 0.5, top: 0.5, label: "eye" },
];

const real = fc.double({ min: -2, max: 3, noNaN: true });
const place = fc.record({ x: real, y: real });
const label = fc.option(fc.constantFrom("car", "sign"), { nil: undefined });
const jsonPlace = fc.record({ left: real, top: real });
const given = fc.oneof(
  fc.record({ shape: fc.constant("point"), left: real, top: real, label }),
  fc.record({ shape: fc.constant("rectangle"), left: real, top: real, width: real, height: real, label }),
  fc.record({
    shape: fc.constant("polygon"),
    points: fc.array(jsonPlace, { minLength: 3, maxLength: 8 }),
    label,
  }),
);
const shape = given.map((one) => shapesOf([one])[0] as Shape);

function expectNormal(one: Shape): void {
  for (const { x, y } of verticesOf(one)) {
    expect(x).toBeGreaterThanOrEqual(0);
    expect(y).toBeGreaterThanOrEqual(0);
    expect(x).toBeLessThanOrEqual(1 + 1e-9);
    expect(y).toBeLessThanOrEqual(1 + 1e-9);
  }
  if (one.shape === "rectangle") {
    expect(one.width).toBeGreaterThanOrEqual(0);
    expect(one.height).toBeGreaterThanOrEqual(0);
  }
  expect("label" in one).toBe(one.label !== undefined);
}

describe("reading shapes", () => {
  test("takes what is written", () => {
    expect(shapesOf(SAMPLES)).toEqual([
      {
        shape: "rectangle",
        left: 0.1,
        top: 0.2,
        width: expect.closeTo(0.25),
        height: expect.closeTo(0.3),
        label: "car",
      },
      ...SAMPLES.slice(1),
    ]);
  });

  test("a second reading changes nothing any more", () => {
    fc.assert(
      fc.property(fc.array(given), (values) => {
        const once = shapesOf(values);
        const twice = shapesOf(JSON.parse(JSON.stringify(once)));
        expect(twice.map(rounded)).toEqual(once.map(rounded));
      }),
    );
  });

  test("cuts what reaches beyond the picture and turns negative sides", () => {
    fc.assert(fc.property(shape, expectNormal));
    expect(shapesOf([{ shape: "rectangle", left: 0.5, top: 0.5, width: -0.25, height: 2 }])).toEqual([
      { shape: "rectangle", left: 0.25, top: 0.5, width: 0.25, height: 0.5 },
    ]);
  });

  test.each([
    [undefined],
    ["x"],
    [{ shape: "point" }],
    [[null, 1, "x", {}, { shape: "circle", left: 0, top: 0 }]],
    [[{ shape: "point", left: "0.1", top: 0.2 }]],
    [[{ shape: "point", left: Number.NaN, top: 0.2 }]],
    [[{ shape: "rectangle", left: 0.1, top: 0.2, width: 0.1 }]],
    [
      [
        {
          shape: "polygon",
          points: [
            { left: 0, top: 0 },
            { left: 1, top: 1 },
          ],
        },
      ],
    ],
    [[{ shape: "polygon", points: { length: 3 } }]],
  ])("leaves out what is no shape: %j", (value) => {
    expect(shapesOf(value)).toEqual([]);
  });

  test("no shapes are no answer", () => {
    expect(answerOf([])).toBeUndefined();
    expect(answerOf(SAMPLES)).toBe(SAMPLES);
  });
});

function rounded(one: Shape): unknown {
  return JSON.parse(JSON.stringify(one), (_, value: unknown) =>
    typeof value === "number" ? Math.round(value * 1e9) / 1e9 + 0 : value,
  );
}

describe("changing a shape", () => {
  test("keeps it within the picture, keeps its kind and its label", () => {
    fc.assert(
      fc.property(shape, place, fc.nat({ max: 7 }), (one, to, at) => {
        const vertex = at % verticesOf(one).length;
        for (const next of [withVertex(one, vertex, to), moved(one, to), withoutVertex(one, vertex)]) {
          expectNormal(next);
          expect(next.shape).toBe(one.shape);
          expect(next.label).toBe(one.label);
        }
      }),
    );
  });

  test("moving keeps the form", () => {
    fc.assert(
      fc.property(shape, place, (one, by) => {
        const [before, after] = [verticesOf(one), verticesOf(moved(one, by))];
        const [a, b] = [before[0], after[0]];
        before.forEach((vertex, index) => {
          expect((after[index]?.x ?? 9) - (b?.x ?? 0)).toBeCloseTo(vertex.x - (a?.x ?? 0), 9);
          expect((after[index]?.y ?? 9) - (b?.y ?? 0)).toBeCloseTo(vertex.y - (a?.y ?? 0), 9);
        });
      }),
    );
  });

  test("a polygon loses vertices down to three", () => {
    const four = polygonOf([
      { x: 0, y: 0 },
      { x: 1, y: 0 },
      { x: 1, y: 1 },
      { x: 0, y: 1 },
    ]);
    expect(canLoseVertex(four)).toBe(true);
    const three = withoutVertex(four, 1);
    expect(verticesOf(three)).toEqual([
      { x: 0, y: 0 },
      { x: 1, y: 1 },
      { x: 0, y: 1 },
    ]);
    expect(canLoseVertex(three)).toBe(false);
    expect(withoutVertex(three, 0)).toBe(three);
  });

  test("labels come and go", () => {
    const bare = withLabel(SAMPLES[2] as Shape, undefined);
    expect(bare).toEqual({ shape: "point", left: 0.5, top: 0.5 });
    expect(lackLabel([bare])).toBe(true);
    expect(lackLabel(SAMPLES)).toBe(false);
  });
});
