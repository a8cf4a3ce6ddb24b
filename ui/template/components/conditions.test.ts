import { signal } from "@preact/signals";
import { describe, expect, test } from "vitest";
import { LOCATION_REFUSED, LOCATION_UNKNOWN } from "../engine/task";
import { inp, judge, open, out } from "../testing";

const passes = (condition: object, value?: unknown, given = {}) => judge(condition, value, given).passed;

describe("condition.required", () => {
  test.each([
    [undefined, false],
    [null, true],
    [false, true],
    [0, true],
    ["", true],
    [[], true],
    [{ a: 1 }, true],
  ])("%j: %s", (value, passed) => {
    expect(passes({ type: "condition.required" }, value)).toBe(passed);
  });
});

describe("condition.empty", () => {
  test.each([
    [undefined, true],
    [null, true],
    ["", true],
    [[], true],
    [{}, true],
    [0, false],
    [false, false],
    [" ", false],
    [[undefined], false],
    [{ a: 1 }, false],
  ])("%j: %s", (value, passed) => {
    expect(passes({ type: "condition.empty", data: inp("it") }, undefined, { input: { it: value } })).toBe(
      passed,
    );
  });

  test("speaks both ways", () => {
    expect(judge({ type: "condition.empty" }, "x")).toMatchObject({
      passed: false,
      direct: "Leave this empty",
    });
    expect(judge({ type: "condition.not", condition: { type: "condition.empty" } })).toMatchObject({
      passed: false,
      direct: "This must not be empty",
    });
  });
});

describe("condition.equals", () => {
  test.each([
    ["1", "1", true],
    ["1", 1, false],
    [true, "true", false],
    [{ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }, true],
    [[1, 2], [2, 1], false],
    [undefined, null, false],
  ])("%j to %j: %s", (value, to, passed) => {
    expect(passes({ type: "condition.equals", to }, value)).toBe(passed);
  });

  test("compares two places; its hint is all that it says", () => {
    const condition = {
      type: "condition.equals",
      data: out("value"),
      to: inp("to"),
      hint: "the same, please",
    };
    expect(passes(condition, 5, { input: { to: 5 } })).toBe(true);
    expect(judge(condition, 4, { input: { to: 5 } }).direct).toBe("the same, please");
  });
});

describe("groups of conditions", () => {
  const is = (to: unknown) => ({ type: "condition.equals", to });
  test.each([
    ["all", [], true],
    ["all", [is("x"), is("x")], true],
    ["all", [is("x"), is("y")], false],
    ["any", [], false],
    ["any", [is("y"), is("x")], true],
    ["any", [is("y"), is("z")], false],
  ])("%s of %j: %s", (kind, conditions, passed) => {
    expect(passes({ type: `condition.${kind}`, conditions }, "x")).toBe(passed);
  });

  test("not turns round what is under it, and speaks of what passes", () => {
    const condition = { type: "condition.any", conditions: [is("x"), is("y")] };
    expect(judge({ type: "condition.not", condition }, "x")).toMatchObject({
      passed: false,
      direct: "Must not be x",
    });
    expect(passes({ type: "condition.not", condition: { type: "condition.not", condition } }, "x")).toBe(
      true,
    );
  });

  test("what a helper leaves out does not count", () => {
    const left = { type: "helper.if", condition: false, then: is("y") };
    expect(passes({ type: "condition.all", conditions: [is("x"), left] }, "x")).toBe(true);
    expect(passes({ type: "condition.any", conditions: [left] }, "x")).toBe(false);
  });
});

describe("what is no condition in a condition's place", () => {
  test.each([
    [true, true],
    [false, false],
    ["true", false],
    [1, false],
    [null, false],
    [undefined, true],
  ])("%j: %s", (flag, passed) => {
    expect(passes(inp("flag"), "x", { input: { flag } })).toBe(passed);
  });
});

describe("condition.schema", () => {
  const schema = (given: unknown) => ({ type: "condition.schema", schema: given });

  test.each([
    [{ type: "string", minLength: 2 }, "ab", true],
    [{ type: "string", minLength: 2 }, "a", false],
    [{ type: "array", items: { type: "object", required: ["type"] }, minItems: 1 }, [{ type: "x" }], true],
    [{ type: "array", items: { type: "object", required: ["type"] }, minItems: 1 }, [{}], false],
    [{ pattern: "b+" }, "abc", true],
    [{ pattern: "^b+$" }, "abc", false],
    [{ pattern: "^[\\w\\-]+\\@\\d$" }, "a-b@1", true],
    [{ pattern: "^\\p{Lu}" }, "Ä", true],
    [{ pattern: "(" }, "a", false],
    [{ $ref: "#/definitions/word", definitions: { word: { enum: ["a"] } } }, "a", true],
    [{ $ref: "#/definitions/none" }, "a", false],
    [{ type: "string" }, undefined, false],
    [{}, undefined, true],
    [true, undefined, true],
    [false, "a", false],
    [{ not: { type: "string" } }, undefined, false],
    [undefined, "a", true],
  ])("%j of %j: %s", (given, value, passed) => {
    expect(passes(schema(given), value)).toBe(passed);
  });

  test("a very long text is not put to a pattern", () => {
    const started = performance.now();
    expect(() => passes(schema({ pattern: "^a$" }), "a".repeat(20_000))).toThrow(
      "more than 10,000 characters",
    );
    expect(performance.now() - started).toBeLessThan(1_000);
    expect(passes(schema({ minLength: 1 }), "a".repeat(20_000))).toBe(true);
  });

  test("a pattern goes with whatever else the schema asks for", () => {
    const both = schema({ pattern: "^a", format: "email", allOf: [{ maxLength: 10 }] });
    expect([passes(both, "a@b.org"), passes(both, "b@a.org"), passes(both, "a")]).toEqual([
      true,
      false,
      false,
    ]);
    expect(passes(both, "a@bcdefgh.org")).toBe(false);
    expect(passes(schema({ not: { pattern: "^a" } }), "a")).toBe(false);
    expect(passes(schema({ patternProperties: { "^a": { type: "number" } } }), { a: 1, b: "" })).toBe(true);
    expect(passes(schema({ patternProperties: { "^a": { type: "number" } } }), { a: "" })).toBe(false);
  });

  test("a value that looks like a pattern is left alone", () => {
    expect(passes(schema({ enum: [{ pattern: "\\-" }] }), { pattern: "\\-" })).toBe(true);
  });
});

describe("condition.same-domain", () => {
  test.each([
    ["https://www.example.com/a", "http://example.com", true],
    ["https://example.com:8080/a?b", "https://EXAMPLE.com", true],
    ["https://shop.example.com", "https://example.com", false],
    ["https://wwwx.com", "https://x.com", false],
    ["example.com", "example.com", true],
    ["example.com", "https://example.com", true],
    [undefined, "https://example.com", false],
    [5, 5, true],
  ])("%j and %j: %s", (value, original, passed) => {
    expect(passes({ type: "condition.same-domain", original }, value)).toBe(passed);
  });

  test("names the site", () => {
    const condition = { type: "condition.same-domain", original: "https://www.example.com/x" };
    expect(judge(condition, "https://other.org").direct).toBe("The address must be on the site example.com");
  });
});

describe("condition.sub-array", () => {
  test.each([
    [["a", "b"], ["b", "a", "c"], true],
    [["a", "a"], ["a"], true],
    [[], ["a"], true],
    [["d"], ["a"], false],
    [[{ x: 1 }], [{ x: 1 }], true],
    ["a", ["a"], false],
    [["a"], "a", false],
    [undefined, ["a"], false],
  ])("%j in %j: %s", (value, parent, passed) => {
    expect(passes({ type: "condition.sub-array", parent }, value)).toBe(passed);
  });
});

describe("condition.contains", () => {
  test.each([
    ["Red", ["red", "blue"], true],
    ["green", ["red", "blue"], false],
    [{ a: 1 }, [{ a: 1 }], true],
    ["RED", "a redder one", true],
    [5, "15", true],
    ["x", "abc", false],
    [undefined, "abc", false],
    ["a", 5, false],
  ])("%j in %j: %s", (value, all, passed) => {
    expect(passes({ type: "condition.contains", in: all }, value)).toBe(passed);
  });
});

describe("condition.less and condition.more", () => {
  test.each([
    [4, 5, false, true, false],
    [5, 5, false, false, false],
    [5, 5, true, true, true],
    [6, 5, false, false, true],
    ["4.5", 5, false, true, false],
    ["x", 5, true, false, false],
    ["", 5, true, false, false],
    [null, 5, true, false, false],
    [undefined, 5, true, false, false],
    [4, undefined, true, false, false],
  ])("%j and %j, or equal %s", (value, then, orEquals, less, more) => {
    const given = { input: { it: value } };
    const condition = { data: inp("it"), then, orEquals };
    expect(passes({ type: "condition.less", ...condition }, undefined, given)).toBe(less);
    expect(passes({ type: "condition.more", ...condition }, undefined, given)).toBe(more);
  });

  test("speak both ways", () => {
    expect(judge({ type: "condition.less", then: 5 }, 6).direct).toBe("Must be less than 5");
    expect(judge({ type: "condition.less", then: 5, orEquals: true }, 6).direct).toBe("Must be at most 5");
    const not = { type: "condition.not", condition: { type: "condition.more", then: 5 } };
    expect(judge(not, 6).direct).toBe("Must be at most 5");
  });
});

describe("@toloka/condition.distance", () => {
  const distance = (from: unknown, to: unknown, max: unknown) =>
    judge({ type: "@yandex-toloka/condition.distance", from, to, max });

  test("is measured along the great circle", () => {
    // One degree along the equator: 6371 km * pi / 180.
    expect(distance("0,0", "0,1", 111_195).passed).toBe(true);
    expect(distance("0,0", "0,1", 111_194).passed).toBe(false);
    expect(distance("0,179.5", "0,-179.5", 111_195).passed).toBe(true);
    expect(distance("38.7223, -9.1393", "38.7223,-9.1393", 0).passed).toBe(true);
  });

  test.each([
    ["0,0", "0,1", 500, "You are 111,195 m away, at most 500 m are allowed"],
    [LOCATION_REFUSED, "0,0", 500, "Allow access to your location"],
    ["0,0", LOCATION_REFUSED, 500, "Allow access to your location"],
    [LOCATION_UNKNOWN, "0,0", 500, "Your location is not available"],
    [undefined, "0,0", 500, "Your location is not available"],
    ["91,0", "0,0", 500, "Your location is not available"],
    ["0,0,0", "0,0", 500, "Your location is not available"],
    ["0,", "0,0", 500, "Your location is not available"],
    ["0,0", "0,0", undefined, "This is not right yet"],
  ])("from %j to %j, at most %j: %s", (from, to, max, words) => {
    expect(distance(from, to, max)).toMatchObject({ passed: false, direct: words });
  });
});

describe("condition.link-opened", () => {
  const url = "https://example.com/doc";

  test("asks for that very address", () => {
    const task = open({ view: { type: "view.text", validation: { type: "condition.link-opened", url } } });
    expect(task.errors.map((error) => error.words)).toEqual(["Open the link"]);
    task.openLink("https://example.com/");
    expect(task.errors).toHaveLength(1);
    task.openLink(url);
    expect(task.errors).toEqual([]);
  });
});

describe("the conditions of players", () => {
  const ask = (type: string, memory: object) => {
    const task = open({ view: { type: "view.text", content: { type } } });
    const owner = { value: undefined, props: {}, memory };
    const view = task.program.view;
    const content = view.kind === "component" ? view.definition.props.content : undefined;
    return task.scope.within({ owner }).checkOf(content).passed;
  };

  test.each([
    ["condition.played", {}, false],
    ["condition.played", { played: signal(false) }, false],
    ["condition.played", { played: signal(true) }, true],
    ["condition.played", { failed: signal(true) }, true],
    ["condition.played-fully", { played: signal(true), playedFully: signal(false) }, false],
    ["condition.played-fully", { played: signal(true), playedFully: signal(true) }, true],
    ["condition.played-fully", { failed: signal(true) }, true],
  ])("%s with %o: %s", (type, memory, passed) => {
    expect(ask(type, memory)).toBe(passed);
  });
});
