import { describe, expect, test } from "vitest";
import { all, list, open, out, text } from "../testing";

const types = (config: object) => all(open(config).root.peek()).map((mount) => mount.type);
const words = { type: "view.text", content: "words" };

describe("references", () => {
  test("lead through lists, objects and further references", () => {
    const vars = {
      parts: { $ref: "vars.all" },
      all: [{ title: words }, { title: { $ref: "vars.parts.0.title" } }],
    };
    expect(
      types({ view: list({ $ref: "vars.parts.1.title" }, { $ref: "vars.parts.0.title" }), vars }),
    ).toEqual(["view.list", "view.text"]);
  });

  test("stand for the part itself: one definition, so one action's target", () => {
    const task = open({
      view: list(words, { $ref: "vars.field" }),
      vars: { field: text("a") },
      plugins: [
        { type: "plugin.hotkeys", q: { type: "action.set", data: { $ref: "vars.field.data" }, payload: 1 } },
      ],
    });
    task.press("q");
    expect(task.output.peek([])).toEqual({ a: 1 });
    expect(task.mountedAt("vars.field")?.type).toBe("field.text");
  });

  test("the same component in two places is two, and an action reaches the last", () => {
    const shared = { type: "view.group", content: { $ref: "vars.words" } };
    const task = open({ view: list(shared, { ...shared }), vars: { words } });
    const shown = all(task.root.peek()).filter((mount) => mount.type === "view.text");
    expect(shown).toHaveLength(2);
    expect(task.mountedAt("vars.words")).toBe(shown[1]);
  });

  test.each([
    [{ $ref: "vars.nothing" }, "leads to nothing"],
    [{ $ref: "view" }, "leads back to itself"],
    [{ $ref: "vars.one" }, "leads back to itself"],
    [{ $ref: "vars.self" }, "leads"],
    [{ $ref: "constructor" }, "leads to nothing"],
    [{ $ref: "vars.__proto__.toString" }, "leads to nothing"],
    [{ $ref: 5 }, "leads to nothing"],
  ])("%j is a fault in its place", (bad, why) => {
    const task = open({
      view: list(bad, words),
      vars: { one: { $ref: "vars.two" }, two: { $ref: "vars.one" }, self: { $ref: "vars.self.more" } },
    });
    expect(types({ view: list(bad, words), vars: {} })).toContain("view.text");
    expect(task.program.faults.map((fault) => fault.words).join()).toContain(why);
  });

  test("an object with a type is a component, whatever else it has", () => {
    const task = open({
      view: { type: "view.text", content: { type: "", $ref: "vars.a" } },
      vars: { a: "found" },
    });
    expect(task.root.peek()?.props.content).toBe("found");
    expect(open({ view: { type: "view.text", content: { type: "x" } } }).program.faults).toHaveLength(1);
  });

  test("$empty is nothing", () => {
    const task = open({ view: { type: "view.text", content: [{ $empty: true }, { $empty: false }] } });
    expect(task.root.peek()?.props.content).toEqual([undefined, { $empty: false }]);
  });
});

describe("helper.if", () => {
  test("stands for an action, or for none", () => {
    const set = (payload: string) => ({ type: "action.set", data: out("b"), payload });
    const when = { type: "condition.required", data: out("a") };
    const task = open({
      view: text("a"),
      plugins: [
        {
          type: "plugin.hotkeys",
          q: { type: "helper.if", condition: when, then: set("then"), else: set("else") },
          w: { type: "helper.if", condition: when, then: set("only") },
        },
      ],
    });
    expect([task.press("w"), task.press("q")]).toEqual([false, true]);
    expect(task.output.peek([])).toEqual({ b: "else" });
    all(task.root.peek())[0]?.write("x");
    expect([task.press("q"), task.press("w")]).toEqual([true, true]);
    expect(task.output.peek([])).toEqual({ a: "x", b: "only" });
  });

  test("stands for the place that a field writes", () => {
    const data = {
      type: "helper.if",
      condition: { type: "condition.required", data: out("other") },
      then: out("b"),
      else: out("a"),
    };
    const task = open({ view: list(text("other"), { type: "field.text", data }) });
    const [, other, moving] = all(task.root.peek());
    moving?.write("first");
    expect(task.output.peek([])).toEqual({ a: "first" });
    other?.write("x");
    moving?.write("second");
    expect(task.output.peek([])).toEqual({ other: "x", b: "second" });
    other?.write(undefined);
    expect(task.output.peek([])).toEqual({ a: "first" });
  });

  test("stands for a plugin, or for none", () => {
    const hotkeys = { type: "plugin.hotkeys", q: { type: "action.set", data: out("a"), payload: 1 } };
    const plugins = [{ type: "helper.if", condition: { type: "data.input", path: "keys" }, then: hotkeys }];
    expect(open({ view: words, plugins }, { input: { keys: true } }).press("q")).toBe(true);
    expect(open({ view: words, plugins }, { input: { keys: false } }).press("q")).toBe(false);
  });
});
