import { describe, expect, test } from "vitest";
import { all, inp, list, open, out, text, worth } from "../testing";

const helper = (type: string, props: object) => worth({ type: `helper.${type}`, ...props });

describe("helper.if and helper.switch", () => {
  const when = (condition: unknown) => ({ type: "helper.if", condition, then: "yes", else: "no" });

  test("choose by the condition; what is no boolean is no", () => {
    expect(worth(when(true))).toBe("yes");
    expect(worth(when(false))).toBe("no");
    expect(worth(when(inp("flag")), { input: { flag: "true" } })).toBe("no");
    expect(worth({ type: "helper.if", condition: false, then: 1 })).toBeUndefined();
  });

  test("take the first case that passes", () => {
    const cases = [
      { condition: { type: "condition.equals", data: inp("n"), to: 1 }, result: "one" },
      { condition: { type: "condition.more", data: inp("n"), then: 0 }, result: "more" },
    ];
    const chosen = (n: number, more = {}) =>
      worth({ type: "helper.switch", cases, ...more }, { input: { n } });
    expect([chosen(1), chosen(2), chosen(-1), chosen(-1, { default: "less" })]).toEqual([
      "one",
      "more",
      undefined,
      "less",
    ]);
  });
});

describe("helper.transform", () => {
  test("gives each element its place; nothing of what is no list", () => {
    const into = { name: { type: "data.local", path: "item.n" }, at: { type: "data.local", path: "index" } };
    expect(helper("transform", { items: [{ n: "a" }, { n: "b" }], into })).toEqual([
      { name: "a", at: 0 },
      { name: "b", at: 1 },
    ]);
    expect(helper("transform", { items: "ab", into })).toEqual([]);
    expect(helper("transform", { into })).toEqual([]);
  });
});

describe("helper.join", () => {
  test.each([
    [{ items: ["a", "b"] }, "ab"],
    [{ items: ["a", "b", 3], by: ", " }, "a, b, 3"],
    [{ items: ["a", null, "b"], by: "-" }, "a--b"],
    [{ items: [] }, ""],
    [{}, ""],
  ])("%j: %j", (props, joined) => {
    expect(helper("join", props)).toBe(joined);
  });
});

describe("helper.replace", () => {
  test.each([
    [{ data: "a.b.c", find: ".", replace: "-" }, "a-b-c"],
    [{ data: "aaa", find: "a", replace: "$&$1" }, "$&$1$&$1$&$1"],
    [{ data: "a[b]\\d", find: "[b]\\", replace: "!" }, "a!d"],
    [{ data: "abc", find: "", replace: "x" }, "abc"],
    [{ data: 5, find: "5", replace: "x" }, 5],
    [{ data: "abc", find: 1, replace: "x" }, "abc"],
    [{ find: "a", replace: "x" }, undefined],
    [{ data: "aAa", find: "a", replace: "x", params: { replaceAll: false } }, "xAa"],
    [{ data: "aAa", find: "a", replace: "x", params: { caseInsensitive: true } }, "xxx"],
    [{ data: "a1b22", find: "(\\d+)", replace: "<$1>", params: { regExp: true } }, "a<1>b<22>"],
    [{ data: "abc", find: "(", replace: "x", params: { regExp: true } }, "abc"],
  ])("%j: %j", (props, replaced) => {
    expect(helper("replace", props)).toEqual(replaced);
  });

  test("a very long text is not put to a pattern", () => {
    const data = `${"a".repeat(10_001)}!`;
    const started = performance.now();
    const params = { regExp: true };
    const far = () => helper("replace", { data, find: "^(a+)+$", replace: "", params });
    expect(far).toThrow("more than 10,000 characters");
    const near = () => helper("replace", { data: data.slice(-31), find: "^(a+)+$", replace: "", params });
    expect(near).toThrow("takes too long");
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  test("a text is replaced in a text of any length", () => {
    const data = "ab".repeat(20_000);
    expect(helper("replace", { data, find: "b", replace: "" })).toBe("a".repeat(20_000));
  });
});

describe("helper.text-transform", () => {
  test.each([
    ["straße ÄÖ", "uppercase", "STRASSE ÄÖ"],
    ["ÄÖ X", "lowercase", "äö x"],
    ["éCOLE NORMALE", "capitalize", "École normale"],
    ["𐐨𐐀", "capitalize", "𐐀𐐨"],
    ["", "capitalize", ""],
    [undefined, "uppercase", ""],
    [true, "uppercase", "TRUE"],
    ["aB", "sideways", "aB"],
  ])("%j %s: %j", (data, transformation, text) => {
    expect(helper("text-transform", { data, transformation })).toBe(text);
  });
});

describe("lists and objects", () => {
  test.each([
    [{ items: [[1], [2, [3]]] }, [1, 2, [3]]],
    [{ items: [[1], "x", null, { a: 1 }, []] }, [1]],
    [{ items: "x" }, []],
    [{}, []],
  ])("helper.concat-arrays of %j: %j", (props, joined) => {
    expect(helper("concat-arrays", props)).toEqual(joined);
  });

  test("helper.entries2object", () => {
    const entries = [
      { key: "a", value: 1 },
      { key: 2, value: [3] },
      { value: 4 },
      null,
      { key: "a", value: 5 },
    ];
    expect(helper("entries2object", { entries })).toEqual({ a: 5, 2: [3] });
    expect(helper("entries2object", {})).toEqual({});
  });

  test("helper.entries2object cannot reach an object's own machinery", () => {
    const made = worth(
      { type: "helper.entries2object", entries: inp("entries") },
      {
        input: { entries: [{ key: "__proto__", value: { reached: true } }] },
      },
    );
    expect((made as { reached?: boolean }).reached).toBeUndefined();
    expect(({} as { reached?: boolean }).reached).toBeUndefined();
  });

  test("helper.object2entries", () => {
    const data = { a: 1, b: [2] };
    expect(helper("object2entries", { data })).toEqual([
      { key: "a", value: 1 },
      { key: "b", value: [2] },
    ]);
    expect(helper("object2entries", { data: [1] })).toEqual([]);
    expect(helper("object2entries", {})).toEqual([]);
  });

  test.each([
    [[1, 2, 3], 3],
    [{ a: 1 }, 1],
    ["four", 4],
    [null, 0],
    [undefined, 0],
    [5, 0],
  ])("helper.length of %j: %d", (data, length) => {
    expect(helper("length", { data })).toBe(length);
  });

  test.each([
    [[1, 2, 3.5], 6.5, 7],
    [["2", 3, "x", null], 5, 6],
    [[], 0, 1],
    ["12", 0, 1],
  ])("helper.sum and helper.multiply of %j: %d and %d", (items, sum, product) => {
    expect(helper("sum", { items })).toBe(sum);
    expect(helper("multiply", { items })).toBe(product);
  });
});

describe("helper.search-query", () => {
  test.each([
    ["yandex", "https://yandex.ru/search/?text=a%26b%20%D1%8F"],
    [
      { name: "yandex", regionId: 213, family: "none" },
      "https://yandex.ru/search/?text=a%26b%20%D1%8F&lr=213&family=none",
    ],
    ["google/images", "https://www.google.ru/search?q=a%26b%20%D1%8F&tbm=isch"],
    ["wikipedia", "https://ru.wikipedia.org/wiki/a%26b%20%D1%8F"],
    ["nobody", "a%26b%20%D1%8F"],
    ["toString", "a%26b%20%D1%8F"],
    [undefined, "a%26b%20%D1%8F"],
  ])("by %j: %s", (engine, address) => {
    expect(helper("search-query", { query: "a&b я", engine })).toBe(address);
  });

  test("goes by the server's table", () => {
    const host = { searchEngines: { ours: "https://find.example/?q={query}" } };
    const value = { type: "helper.search-query", query: "$& {}", engine: "ours" };
    expect(worth(value, { host })).toBe("https://find.example/?q=%24%26%20%7B%7D");
  });
});

describe("what the host gives", () => {
  test("helper.translate says the text, or else the key", () => {
    const host = { translate: (key: string) => (key === "title" ? "Titel" : undefined) };
    expect(worth({ type: "helper.translate", key: "title" }, { host })).toBe("Titel");
    expect(worth({ type: "helper.translate", key: "other" }, { host })).toBe("other");
  });

  test("@toloka/helper.proxy, by both names", () => {
    expect(worth({ type: "@toloka/helper.proxy", path: "/disk/a.jpg" })).toBe("/proxy/disk/a.jpg");
    expect(worth({ type: "@yandex-toloka/helper.proxy", path: inp("p") }, { input: { p: "/d/b" } })).toBe(
      "/proxy/d/b",
    );
    expect(worth({ type: "@toloka/helper.proxy" })).toBeUndefined();
  });
});

test("helpers may stand within helpers, and follow the data", () => {
  const shouted = {
    type: "helper.text-transform",
    transformation: "uppercase",
    data: { type: "helper.join", items: ["<", out("a"), ">"] },
  };
  const task = open({ view: list(text("a"), { type: "view.text", content: shouted }) });
  const [, field, view] = all(task.root.peek());
  expect(view?.props.content).toBe("<>");
  field?.write("x");
  expect(view?.props.content).toBe("<X>");
});
