import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  cleared,
  isWithin,
  type Mark,
  markAt,
  marked,
  marksOf,
  marksUnder,
  piecesOf,
  type Span,
  spanOf,
} from "./intervals";
import { withoutEdges } from "./words";

const CONTENT = "Acme sold 20 blue 🫙 bottles in São Paulo, and Ж";
const LABELS = ["maker", "amount", "place"];

const at = fc.integer({ min: 0, max: CONTENT.length });
const span: fc.Arbitrary<Span> = fc
  .tuple(at, at)
  .map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) }));
const label = fc.constantFrom(...LABELS);
const step = fc.record({ span, label: fc.option(label, { nil: undefined }) });
const steps = fc.array(step, { maxLength: 12 });

function outcome(all: readonly { span: Span; label: string | undefined }[]): Mark[] {
  return all.reduce<Mark[]>(
    (marks, one) =>
      one.label === undefined
        ? cleared(marks, one.span, CONTENT)
        : marked(marks, one.span, one.label, CONTENT),
    [],
  );
}

/** The label of each unit of the text: what the marks mean, told in the plainest way. */
function painted(marks: readonly Mark[]): (string | undefined)[] {
  const units: (string | undefined)[] = Array.from({ length: CONTENT.length });
  for (const mark of marks) units.fill(mark.label, mark.offset, mark.offset + mark.length);
  return units;
}

function expectProper(marks: readonly Mark[]): void {
  let free = 0;
  for (const mark of marks) {
    expect(mark.offset).toBeGreaterThanOrEqual(free);
    expect(mark.length).toBeGreaterThan(0);
    expect(mark.segment).toBe(CONTENT.slice(mark.offset, mark.offset + mark.length));
    free = mark.offset + mark.length;
  }
  expect(free).toBeLessThanOrEqual(CONTENT.length);
}

describe("marks", () => {
  test("are always in order, apart, and say their piece of the text", () => {
    fc.assert(fc.property(steps, (all) => expectProper(outcome(all))));
  });

  test("of one label that adjoin are one", () => {
    fc.assert(
      fc.property(steps, (all) => {
        const marks = outcome(all);
        marks.forEach((mark, index) => {
          const next = marks[index + 1];
          const adjoins = next?.offset === mark.offset + mark.length && next.label === mark.label;
          expect(adjoins).toBe(false);
        });
      }),
    );
  });

  test("paint over what was there and leave the rest; within the same label they wipe it out", () => {
    fc.assert(
      fc.property(steps, span, label, (all, where, name) => {
        const before = outcome(all);
        const units = painted(before);
        units.fill(isWithin(before, where, name) ? undefined : name, where.start, where.end);
        expect(painted(marked(before, where, name, CONTENT))).toEqual(units);
      }),
    );
  });

  test("clearing leaves nothing there, and all else", () => {
    fc.assert(
      fc.property(steps, span, (all, where) => {
        const units = painted(outcome(all)).fill(undefined, where.start, where.end);
        expect(painted(cleared(outcome(all), where, CONTENT))).toEqual(units);
        expect(marksUnder(cleared(outcome(all), where, CONTENT), where)).toEqual([]);
      }),
    );
  });

  test("read again are the same, with and without segments", () => {
    fc.assert(
      fc.property(steps, (all) => {
        const marks = outcome(all);
        expect(marksOf(JSON.parse(JSON.stringify(marks)), CONTENT)).toEqual(marks);
        expect(marksOf(marks.map(({ segment: _, ...rest }) => rest).reverse(), CONTENT)).toEqual(marks);
      }),
    );
  });

  test("and the text between them are the whole text", () => {
    fc.assert(
      fc.property(steps, (all) => {
        const pieces = piecesOf(outcome(all), CONTENT);
        expect(pieces.map(({ text }) => text).join("")).toBe(CONTENT);
        expect(pieces.flatMap(({ mark }) => mark ?? [])).toEqual(outcome(all));
      }),
    );
  });
});

describe("reading marks", () => {
  test("takes anything", () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => expectProper(marksOf(value, CONTENT))));
  });

  test("whatever overlaps is cut where the earlier one ends", () => {
    const values = fc.array(fc.record({ label, offset: at, length: at }), { maxLength: 10 });
    fc.assert(fc.property(values, (given) => expectProper(marksOf(given, CONTENT))));
    expect(
      marksOf(
        [
          { label: "b", offset: 2, length: 6 },
          { label: "a", offset: 0, length: 4 },
        ],
        CONTENT,
      ),
    ).toEqual([
      { label: "a", offset: 0, length: 4, segment: "Acme" },
      { label: "b", offset: 4, length: 4, segment: " sol" },
    ]);
  });

  test.each([
    [{ label: 1, offset: 0, length: 1 }],
    [{ label: "a", offset: -1, length: 2 }],
    [{ label: "a", offset: 0.5, length: 2 }],
    [{ label: "a", offset: 0 }],
    [null],
  ])("leaves out what is no mark: %j", (value) => {
    expect(marksOf([value], CONTENT)).toEqual([]);
  });

  test("counts UTF-16 units", () => {
    const [mark] = marksOf([{ label: "a", offset: 18, length: 2 }], CONTENT);
    expect(mark?.segment).toBe("🫙");
  });
});

describe("with whole words", () => {
  const trim = (one: Span) => withoutEdges(one, CONTENT);
  const all: Mark[] = [{ label: "amount", offset: 10, length: 17, segment: CONTENT.slice(10, 27) }];

  test("a removal takes the space between along", () => {
    expect(all[0]?.segment).toBe("20 blue 🫙 bottle");
    const left = marked(all, { start: 13, end: 17 }, "amount", CONTENT, trim);
    expect(left.map((mark) => mark.segment)).toEqual(["20", "bottle"]);
  });

  test("what another label cuts off ends with a word", () => {
    const both = marked(all, { start: 13, end: 17 }, "place", CONTENT, trim);
    expect(both.map((mark) => mark.segment)).toEqual(["20", "blue", "bottle"]);
    expectProper(both);
  });
});

test("a place belongs to the mark that begins there, not to the one that ends there", () => {
  const marks = marked([], { start: 0, end: 4 }, "maker", CONTENT);
  expect(markAt(marks, 0)?.label).toBe("maker");
  expect(markAt(marks, 4)).toBeUndefined();
  expect(marks.map(spanOf)).toEqual([{ start: 0, end: 4 }]);
});
