import { effect } from "@preact/signals";
import { describe, expect, test, vi } from "vitest";
import { registry } from "../components/schemas";
import { all, fields, open, out, quietHost, text } from "../testing";
import { compile } from "./config";
import type { Mount } from "./mount";
import { Task } from "./task";

function branches() {
  return {
    view: {
      type: "view.list",
      items: [
        text("kind"),
        {
          type: "helper.switch",
          cases: [
            { condition: { type: "condition.equals", data: out("kind"), to: "cat" }, result: text("breed") },
            {
              condition: { type: "condition.equals", data: out("kind"), to: "dog" },
              result: text("breed", { label: "dog" }),
            },
          ],
        },
      ],
    },
  };
}

describe("branches that are not shown", () => {
  test("keep their answer aside, and give it back", () => {
    const task = open(branches());
    fields(task)[0]?.write("cat");
    fields(task)[1]?.write("manx");
    expect(task.output.peek([])).toEqual({ kind: "cat", breed: "manx" });
    fields(task)[0]?.write("none");
    expect(task.output.peek([])).toEqual({ kind: "none" });
    fields(task)[0]?.write("cat");
    expect(task.output.peek([])).toEqual({ kind: "cat", breed: "manx" });
  });

  test("hand the value over to a branch that writes the same path", () => {
    const task = open(branches());
    fields(task)[0]?.write("cat");
    fields(task)[1]?.write("manx");
    fields(task)[0]?.write("dog");
    expect(task.output.peek([])).toEqual({ kind: "dog", breed: "manx" });
  });

  test("lose it where a trigger clears it, for good", () => {
    const trigger = {
      type: "plugin.trigger",
      onChangeOf: out("kind"),
      action: { type: "action.set", data: out("breed"), payload: { $empty: true } },
    };
    const task = open({ ...branches(), plugins: [trigger] });
    fields(task)[0]?.write("cat");
    fields(task)[1]?.write("manx");
    fields(task)[0]?.write("dog");
    expect(task.output.peek([])).toEqual({ kind: "dog" });
    fields(task)[0]?.write("cat");
    expect(task.output.peek([])).toEqual({ kind: "cat" });
  });
});

describe("validation", () => {
  test("is shown once a field was touched, and blocks before that", () => {
    const task = open({ view: text("a", { validation: { type: "condition.required" } }) });
    const [field] = fields(task);
    expect(task.errors.map((error) => error.words)).toEqual(["Fill this in"]);
    expect(field?.shownError).toBeUndefined();
    field?.write("x");
    expect(task.errors).toEqual([]);
    field?.write(undefined);
    expect(field?.shownError).toBe("Fill this in");
  });

  test("lists what failed of several conditions; not turns the messages round", () => {
    const validation = {
      type: "condition.any",
      conditions: [
        { type: "condition.equals", to: "a" },
        { type: "condition.not", condition: { type: "condition.required" } },
        {
          type: "condition.all",
          conditions: [
            { type: "condition.equals", to: "b" },
            { type: "condition.equals", to: "c", hint: "or c" },
          ],
        },
      ],
    };
    const task = open({ view: text("a", { validation }) }, { output: { a: "x" } });
    expect(task.errors[0]?.words).toBe(
      "Must be a\nor Leave this without an answer\nor Must be b\n  and or c",
    );
  });
});

describe("the config", () => {
  test("is read through references; a circle is an error in its place", () => {
    const task = open({
      view: { type: "view.list", items: [{ $ref: "vars.first" }, { $ref: "vars.round" }] },
      vars: { first: text("a"), round: { $ref: "vars.trip" }, trip: { $ref: "vars.round" } },
    });
    expect(all(task.root.peek()).map((mount) => mount.type)).toEqual(["view.list", "field.text", "fault"]);
  });

  test("has a fault where a type is unknown, and the rest lives", () => {
    const task = open({ view: { type: "view.list", items: [{ type: "view.nonsense" }, text("a")] } });
    expect(all(task.root.peek()).map((mount) => mount.type)).toEqual(["view.list", "fault", "field.text"]);
    expect(task.program.faults[0]?.place).toBe("view.items.0");
  });

  test("takes values of data for values, whatever they look like", () => {
    const options = { type: "data.input", path: "options" };
    const task = open(
      { view: { type: "field.radio-group", options, data: out("a") } },
      { input: { options: [{ type: "view.text", value: 1 }] } },
    );
    expect(fields(task)[0]?.props.options).toEqual([{ type: "view.text", value: 1 }]);
  });
});

describe("defaults", () => {
  test("are written once, by a field, and touch nothing", () => {
    const field = { ...text("a", { validation: { type: "condition.equals", to: "z" } }) };
    field.data = { ...out("a"), default: { type: "data.input", path: "given" } } as typeof field.data;
    const task = open({ view: field }, { input: { given: "x" } });
    expect(task.output.peek([])).toEqual({ a: "x" });
    expect(fields(task)[0]?.shownError).toBeUndefined();
  });
});

describe("keys", () => {
  test("belong to the control whose action is theirs, types kept", () => {
    const set = (payload: unknown) => ({ type: "action.set", data: out("a"), payload });
    const task = open({
      view: text("a"),
      plugins: [{ type: "plugin.hotkeys", q: set(true), w: set("true") }],
    });
    expect(fields(task)[0]?.keyFor({ type: "action.set", data: "output:a", payload: "true" })).toBe("w");
    task.press("q");
    expect(task.output.peek([])).toEqual({ a: true });
  });
});

describe("helper.transform", () => {
  test("keeps what stands in an element when others come", () => {
    const config = {
      view: {
        type: "view.list",
        items: {
          type: "helper.transform",
          items: { type: "data.internal", path: "names" },
          into: { type: "view.text", content: { type: "data.local", path: "item" } },
        },
      },
    };
    const task = open(config);
    task.change(() => task.internal.write(["names"], ["a", "b"]));
    const before = all(task.root.peek()).slice(1);
    task.change(() => task.internal.write(["names"], ["a", "c", "d"]));
    const after = all(task.root.peek()).slice(1);
    expect(after.map((mount) => mount.props.content)).toEqual(["a", "c", "d"]);
    expect(after[0]).toBe(before[0]);
    expect(after[1]).toBe(before[1]);
  });
});

test("a trigger that sets itself off is stopped and reported", () => {
  const grow = (path: string, other: string) => ({
    type: "plugin.trigger",
    onChangeOf: out(path),
    action: {
      type: "action.set",
      data: out(other),
      payload: { type: "helper.if", condition: true, then: [out(path), 1] },
    },
  });
  const task = open({ view: text("a"), plugins: [grow("a", "b"), grow("b", "a")] });
  fields(task)[0]?.write("x");
  expect(task.trouble.peek()).toContain("trigger");
});

test("a keystroke wakes only what reads it", () => {
  const task = open({ view: { type: "view.list", items: [text("a"), text("b")] } });
  const [first, second] = fields(task);
  const woken = vi.fn();
  const stop = second && effectOn(second, woken);
  woken.mockClear();
  first?.write("x");
  expect(woken).not.toHaveBeenCalled();
  second?.write("y");
  expect(woken).toHaveBeenCalledTimes(1);
  stop?.();
});

function effectOn(mount: Mount, seen: () => void): () => void {
  return effect(() => {
    void mount.value;
    void mount.shownError;
    seen();
  });
}

test("a component hears that it goes, once, while its children are still there", () => {
  const heard: string[] = [];
  const ended = (mount: Mount) => heard.push(`${mount.type} ${mount.children.peek().length}`);
  const spied = new Map(
    [...registry].map(([type, schema]) => [type, schema.kind === "visual" ? { ...schema, ended } : schema]),
  );
  const view = { type: "view.group", content: { type: "view.text", content: "a" } };
  const task = new Task(compile({ view }, spied), quietHost, { id: "t", input: {}, output: {} });
  task.begin();
  expect(heard).toEqual([]);
  task.end();
  expect(heard).toEqual(["view.group 1", "view.text 0"]);
});
