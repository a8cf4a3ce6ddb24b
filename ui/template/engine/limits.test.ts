/** A config may ask for more than there is; its author's page says where, and goes on. */
import { beforeEach, describe, expect, test } from "vitest";
import { all, inp, list, open, out, text } from "../testing";
import type { Mount } from "./mount";
import type { Task } from "./task";

const SECONDS = 5_000;

beforeEach(() => new Promise((resolve) => setTimeout(resolve))); // as a browser that could draw meanwhile

function within<T>(milliseconds: number, work: () => T): T {
  const started = performance.now();
  const made = work();
  expect(performance.now() - started).toBeLessThan(milliseconds);
  return made;
}

const mounted = (task: Task) => all(task.root.peek());
const faultsIn = (mounts: readonly Mount[]) => [
  ...mounts.filter(({ type }) => type === "fault").map(({ props }) => String(props.words)),
  ...mounts.flatMap(({ fault }) => fault ?? []),
];

/** Each of so many levels leads to the one before it, twice. */
function doubling(levels: number, start: unknown, make: (part: object) => unknown): Record<string, unknown> {
  const vars: Record<string, unknown> = { v0: start };
  for (let level = 1; level <= levels; level += 1) vars[`v${level}`] = make({ $ref: `vars.v${level - 1}` });
  return vars;
}

describe("references that multiply", () => {
  test.each([
    ["views", { type: "view.text", content: "x" }, (part: object) => list(part, { ...part })],
    ["values", "x", (part: object) => [part, part]],
    ["objects", "x", (part: object) => ({ one: part, other: part })],
    ["helpers", "x", (part: object) => ({ type: "helper.join", items: [part, part] })],
  ])("%s become a fault, and the rest of the page lives", (_, start, make) => {
    const vars = doubling(60, start, make);
    const bomb = { $ref: "vars.v60" };
    const shown = _ === "views" ? bomb : { type: "view.text", content: bomb };
    const task = within(SECONDS, () => open({ view: list(shown, text("a")), vars }));
    expect(task.program.faults.map(({ words }) => words)).toContain(
      "its references multiply to too many parts",
    );
    expect(task.program.faults.length).toBeLessThan(100);
    expect(mounted(task).at(-1)?.type).toBe("field.text");
    within(SECONDS, () => mounted(task).map(({ props }) => props.content));
  });

  test("what is used often without growing is no bomb", () => {
    const options = Array.from({ length: 200 }, (_, value) => ({ value, label: String(value) }));
    const group = { type: "field.radio-group", data: out("a"), options: { $ref: "vars.options" } };
    const task = open({ view: list(...Array.from({ length: 100 }, () => group)), vars: { options } });
    expect(task.program.faults).toEqual([]);
  });
});

describe("depth", () => {
  const nested = (levels: number) => {
    let view: object = { type: "view.text", content: "deep" };
    for (let level = 0; level < levels; level += 1) view = { type: "view.group", content: view };
    return view;
  };

  test("ten thousand levels are a fault in the depth of the page", () => {
    const task = within(SECONDS, () => open({ view: list(nested(10_000), text("a")) }));
    expect(faultsIn(mounted(task))).toEqual(["it is nested too deeply"]);
    expect(mounted(task).at(-1)?.type).toBe("field.text");
  });

  test("a chain of references that is built from its end is one too", () => {
    const vars: Record<string, unknown> = { v0: { type: "view.text", content: "x" } };
    for (let level = 1; level < 1_000; level += 1) {
      vars[`v${level}`] = { type: "view.group", content: { $ref: `vars.v${level - 1}` } };
    }
    const items = Object.keys(vars).map((name) => ({
      type: "view.collapse",
      content: { $ref: `vars.${name}` },
    }));
    const task = within(SECONDS, () =>
      open({ view: { type: "view.text", content: items.slice(0, 600) }, vars }),
    );
    expect(task.program.faults[0]?.words).toBe("it is nested too deeply");
  });

  test("a hundred levels are nothing", () => {
    const task = open({ view: nested(100) });
    expect(mounted(task)).toHaveLength(101);
    expect(task.program.faults).toEqual([]);
  });

  test("a reference of a million steps leads to nothing", () => {
    const view = list({ $ref: "view.".repeat(1_000_000) }, text("a"));
    const task = within(SECONDS, () => open({ view }));
    expect(task.program.faults[0]?.words).toContain("leads to nothing");
  });
});

describe("helpers that make more of their data", () => {
  test("texts that double stop at a million characters, in their place", () => {
    const vars = doubling(15, "0123456789".repeat(100), (part) => ({
      type: "helper.join",
      items: [part, part],
    }));
    const shown = { type: "view.text", content: { $ref: "vars.v15" } };
    const task = open({ view: list(shown, text("a")), vars });
    const [, broken, field] = mounted(task);
    expect(broken?.fault).toContain("more than 1,000,000 parts");
    expect(field?.fault).toBeUndefined();
  });

  test.each([
    ["concat-arrays", (part: object) => ({ type: "helper.concat-arrays", items: [part, part] })],
    ["nested arrays", (part: object) => ({ type: "helper.concat-arrays", items: [[part], [part]] })],
    ["replace", (data: object) => ({ type: "helper.replace", data, find: "x", replace: "xxxxxxxxxxxx" })],
  ])("%s stops as well", (name, make) => {
    const input = { items: Array.from({ length: 1_000 }, (_, index) => index), text: "x" };
    const vars = doubling(14, inp(name === "replace" ? "text" : "items"), make);
    const shown = { type: "view.text", content: { $ref: "vars.v14" } };
    const task = within(SECONDS, () => open({ view: list(shown, text("a")), vars }, { input }));
    expect(mounted(task)[1]?.fault).toContain("more than 1,000,000 parts");
  });

  test("transforms within each other stop, however little each of them has", () => {
    const thousand = Array.from({ length: 1_000 }, (_, index) => index);
    let into: unknown = { type: "data.local", path: "index" };
    for (let level = 0; level < 4; level += 1) {
      into = { type: "helper.length", data: { type: "helper.transform", items: inp("items"), into } };
    }
    const task = within(3 * SECONDS, () =>
      open({ view: list({ type: "view.text", content: into }, text("a")) }, { input: { items: thousand } }),
    );
    expect(mounted(task)[1]?.fault).toBe("working it out takes too long");
  }, 30_000);

  test("an action that doubles what it reads says so, and the field can be written again", () => {
    const twice = { type: "helper.join", items: [out("a"), out("a")] };
    const task = open({
      view: text("a"),
      plugins: [
        {
          type: "plugin.trigger",
          onChangeOf: out("a"),
          action: { type: "action.set", data: out("a"), payload: twice },
        },
      ],
    });
    within(SECONDS, () => mounted(task)[0]?.write("x"));
    expect(task.trouble.peek()).toContain("more than 1,000,000 parts");
    mounted(task)[0]?.write(undefined);
    expect(task.output.peek(["a"])).toBe("");
  });
});

test("more components than a page can have are none, and block no submit", () => {
  const required = { validation: { type: "condition.required" } };
  const into = {
    type: "field.text",
    data: { type: "data.output", path: { type: "data.local", path: "index" } },
    ...required,
  };
  const many = { type: "view.list", items: { type: "helper.transform", items: inp("items"), into } };
  const items = Array.from({ length: 20_000 }, (_, index) => index);
  const task = within(3 * SECONDS, () => open({ view: list(many, text("a")) }, { input: { items } }));
  const [, broken, field] = mounted(task);
  expect(broken?.fault).toBe("a page can have at most 10,000 parts");
  expect(broken?.children.peek()).toEqual([]);
  expect(field?.type).toBe("field.text");
  expect(task.insist()).toBe(true);
}, 30_000);

test("a pattern that takes for ever stands in the way of the answer with its reason", () => {
  const schema = { type: "string", pattern: "^(a+)+$" };
  const task = open({ view: text("a", { validation: { type: "condition.schema", schema } }) });
  within(SECONDS, () => mounted(task)[0]?.write(`${"a".repeat(30)}!`));
  expect(mounted(task)[0]?.shownError).toBe(
    "This answer cannot be checked: the pattern ^(a+)+$ takes too long on this text",
  );
  mounted(task)[0]?.write("aaaa");
  expect(mounted(task)[0]?.shownError).toBeUndefined();
});

test("so does one for the names of an answer's parts, and one of the library's own", () => {
  const names = { patternProperties: { "^(a+)+$": {} } };
  const field = (path: string, schema: object) =>
    text(path, { validation: { type: "condition.schema", schema } });
  const task = open(
    { view: list(field("a", names), field("b", { format: "url" })) },
    {
      output: { a: { [`${"a".repeat(30)}!`]: 1 }, b: `http://${"a".repeat(60)}!` },
    },
  );
  within(SECONDS, () => expect(mounted(task)[1]?.shownError).toContain("takes too long"));
  within(SECONDS, () => expect(mounted(task)[2]?.shownError).toBeUndefined());
});
