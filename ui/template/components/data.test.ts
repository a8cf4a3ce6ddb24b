import { describe, expect, test } from "vitest";
import { fieldAt, fields, inp, list, open, out, text, worth } from "../testing";

describe("what may be read", () => {
  test.each([
    [{ path: "a.b.1" }, 2],
    [{}, { a: { b: [1, 2] } }],
    [{ path: "a.c", default: "none" }, "none"],
    [{ path: "a.b.01" }, undefined],
    [{ path: inp("a.b.0") }, undefined],
  ])("data.input of %j: %j", (props, value) => {
    expect(worth({ type: "data.input", ...props }, { input: { a: { b: [1, 2] } } })).toEqual(value);
  });

  test("a path may be computed", () => {
    const input = { which: "b", of: { b: "found" } };
    const path = { type: "helper.join", items: ["of", inp("which")], by: "." };
    expect(worth({ type: "data.input", path }, { input })).toBe("found");
  });

  test("a schema in data.input is not taken for a component", () => {
    const value = { type: "data.input", path: "a", schema: { type: "string" } };
    expect(open({ view: { type: "view.text", content: value } }).program.faults).toEqual([]);
  });

  test("@toloka/data.assignment-id, by both names", () => {
    expect(worth({ type: "@toloka/data.assignment-id" })).toBe("a1");
    expect(worth({ type: "@yandex-toloka/data.assignment-id" })).toBe("a1");
  });

  test("@toloka/data.location is asked for only where it is used, and followed", () => {
    let say = (_position: string) => {};
    const asked: string[] = [];
    const host = {
      watchLocation: (said: (position: string) => void) => {
        asked.push("asked");
        say = said;
        return () => {};
      },
    };
    open({ view: text("a") }, { host });
    expect(asked).toEqual([]);
    const content = { type: "@yandex-toloka/data.location" };
    const task = open({ view: { type: "view.text", content } }, { host });
    expect(task.root.peek()?.props.content).toBe("unavaliable,unavaliable");
    say("38.7,-9.1");
    expect(task.root.peek()?.props.content).toBe("38.7,-9.1");
    expect(asked).toHaveLength(1);
  });
});

describe("data.sub", () => {
  const sub = (path: string) => ({ type: "data.sub", parent: out("where"), path });

  test("is a place within another one, with its pruning", () => {
    const task = open({
      view: list({ type: "field.text", data: sub("street.name") }, { type: "field.text", data: sub("city") }),
    });
    const [street, city] = fields(task);
    street?.write("Rua");
    city?.write("Lisboa");
    expect(task.output.peek([])).toEqual({ where: { street: { name: "Rua" }, city: "Lisboa" } });
    street?.write(undefined);
    expect(task.output.peek([])).toEqual({ where: { city: "Lisboa" } });
    city?.write(undefined);
    expect(task.output.peek([])).toBeUndefined();
  });

  test("is the same place as its whole path", () => {
    const task = open({ view: list({ type: "field.text", data: sub("city") }, text("where.city")) });
    fieldAt(task, "where.city").write("Lisboa");
    expect(fields(task).map((field) => field.value)).toEqual(["Lisboa", "Lisboa"]);
  });
});

describe("writing", () => {
  test("data.input is never written", () => {
    const task = open({ view: { type: "field.text", data: inp("a") } }, { input: { a: "given" } });
    fields(task)[0]?.write("changed");
    expect(task.input.peek([])).toEqual({ a: "given" });
  });

  test("data.internal is kept apart from the answer", () => {
    const task = open({ view: { type: "field.text", data: { type: "data.internal", path: "note" } } });
    fields(task)[0]?.write("mine");
    expect(task.internal.peek([])).toEqual({ note: "mine" });
    expect(task.output.peek([])).toBeUndefined();
  });

  test("the machinery of objects is out of reach", () => {
    const task = open({ view: text("__proto__.polluted") });
    expect(task.root.peek()?.fault).toContain("may not be part of a path");
    expect(() => task.root.peek()?.write("x")).toThrow("may not be part of a path");
    expect(({} as { polluted?: string }).polluted).toBeUndefined();
  });
});
