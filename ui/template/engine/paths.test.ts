import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isEqual, isObject } from "./json";
import { getIn, type Path, parsePath, setIn } from "./paths";

const key = fc.constantFrom("a", "b", "c", "0", "1", "2");
const path = fc.array(key, { minLength: 1, maxLength: 4 });
const leaf = fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.constant(null));
const tree = fc.letrec((tie) => ({
  node: fc.oneof(
    { depthSize: "small", maxDepth: 4 },
    leaf,
    fc.array(tie("node"), { maxLength: 3 }),
    fc.dictionary(key, tie("node"), { maxKeys: 3 }),
  ),
})).node;

/** Whether one path goes on from the other. */
const isOnOneLine = (one: Path, other: Path) =>
  one.slice(0, other.length).join(".") === other.slice(0, one.length).join(".");

/** Whether a write has to replace a plain value, or a container of the wrong kind, on its way. */
function isInTheWay(value: unknown, [part, ...rest]: Path): boolean {
  if (part === undefined || value === undefined) return false;
  if (Array.isArray(value)) return !/^\d+$/.test(part) || isInTheWay(value[Number(part)], rest);
  return !isObject(value) || isInTheWay(value[part], rest);
}

/** An object without anything in it, at the end of what a write left. */
function hasEmptyObject(value: unknown, at: Path): boolean {
  const found = at.map((_, end) => getIn(value, at.slice(0, end)));
  return found.some((one) => isObject(one) && Object.keys(one).length === 0);
}

describe("setIn", () => {
  test("what was written is read", () => {
    fc.assert(
      fc.property(tree, path, leaf, (value, at, next) => {
        expect(getIn(setIn(value, at, next), at)).toEqual(next);
      }),
    );
  });

  test("no other path changes", () => {
    fc.assert(
      fc.property(tree, path, path, fc.oneof(leaf, fc.constant(undefined)), (value, at, other, next) => {
        fc.pre(!isOnOneLine(at, other) && !isInTheWay(value, at));
        const before = getIn(value, other);
        const after = getIn(setIn(value, at, next), other);
        // An empty object is as good as none: pruning may take it.
        fc.pre(!(isObject(before) && Object.keys(before).length === 0));
        expect(after).toEqual(before);
      }),
    );
  });

  test("the old value stays as it was", () => {
    fc.assert(
      fc.property(tree, path, leaf, (value, at, next) => {
        const before = structuredClone(value);
        setIn(value, at, next);
        expect(value).toEqual(before);
      }),
    );
  });

  test("a removal leaves no empty object behind on its way", () => {
    fc.assert(
      fc.property(path, leaf, (at, next) => {
        const written = setIn(undefined, at, next);
        const removed = setIn(written, at, undefined);
        expect(getIn(removed, at)).toBeUndefined();
        expect(hasEmptyObject(removed, at)).toBe(false);
      }),
    );
  });

  test("writing the same twice is writing it once", () => {
    fc.assert(
      fc.property(tree, path, fc.oneof(leaf, fc.constant(undefined)), (value, at, next) => {
        const once = setIn(value, at, next);
        expect(isEqual(setIn(once, at, next), once)).toBe(true);
      }),
    );
  });

  test.each<[unknown, string, unknown, unknown]>([
    [undefined, "results.verdict", 1, { results: { verdict: 1 } }],
    [{ results: { verdict: 1 } }, "results.verdict", undefined, undefined],
    [{ a: 1, results: { verdict: 1 } }, "results.verdict", undefined, { a: 1 }],
    [undefined, "a.1", "x", { a: [undefined, "x"] }],
    [{ a: ["x"] }, "a.0", undefined, { a: [undefined] }],
    [{ a: [{ b: 1 }] }, "a.0.b", undefined, { a: [undefined] }],
    [{ a: 5 }, "a.b", 1, { a: { b: 1 } }],
    [{ a: { x: 1 } }, "a.0", 1, { a: { x: 1, 0: 1 } }],
    [{ a: [1] }, "a.x", 1, { a: { x: 1 } }],
    [{ a: 1 }, "", 2, 2],
  ])("%j at %s to %j: %j", (value, at, next, result) => {
    expect(setIn(value, parsePath(at), next)).toEqual(result);
  });

  test("an index out of all bounds is refused", () => {
    expect(() => setIn(undefined, ["a", "100001"], 1)).toThrow(RangeError);
  });
});

describe("parsePath", () => {
  test.each(["__proto__", "a.__proto__.b", "constructor", "a.prototype"])("%s is refused", (bad) => {
    expect(() => parsePath(bad)).toThrow(RangeError);
  });

  test("nothing is the whole value", () => {
    expect([parsePath(undefined), parsePath(""), parsePath(null)]).toEqual([[], [], []]);
  });
});

describe("isEqual", () => {
  test("is the same as having the same JSON, key order aside", () => {
    fc.assert(
      fc.property(tree, tree, (one, other) => {
        expect(isEqual(one, structuredClone(one))).toBe(true);
        expect(isEqual(one, other)).toBe(isEqual(other, one));
        if (JSON.stringify(one) === JSON.stringify(other)) expect(isEqual(one, other)).toBe(true);
      }),
    );
  });

  test("turns by a single change of a leaf", () => {
    fc.assert(
      fc.property(tree, path, fc.integer(), (value, at, next) => {
        fc.pre(getIn(value, at) !== next);
        expect(isEqual(value, setIn(value, at, next))).toBe(false);
      }),
    );
  });

  test.each([
    [1, "1", false],
    [0, false, false],
    [null, undefined, false],
    [Number.NaN, Number.NaN, true],
    [{ a: undefined }, {}, true],
    [{ a: null }, {}, false],
    [[], {}, false],
    [[undefined], [], false],
    [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
  ])("%j and %j: %s", (one, other, equal) => {
    expect(isEqual(one, other)).toBe(equal);
  });
});
