import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { fieldAt, list, open, out, text } from "../testing";
import { LOCATION_REFUSED, LOCATION_UNKNOWN } from "./task";

const required = { validation: { type: "condition.required" } };

describe("read-only mode", () => {
  const host = { mode: "read-only" as const };
  const set = { type: "action.set", data: out("a"), payload: "changed" };

  test("drops what fields, keys and triggers write, and shows no errors", () => {
    const config = {
      view: list(text("a"), text("b", required)),
      plugins: [
        { type: "plugin.hotkeys", q: set },
        { type: "plugin.trigger", fireImmediately: true, action: set },
      ],
    };
    const task = open(config, { host, output: { a: "given" } });
    fieldAt(task, "a").write("changed");
    task.press("q");
    task.insist();
    expect(task.output.peek([])).toEqual({ a: "given" });
    expect(fieldAt(task, "a").isDisabled).toBe(true);
    expect(fieldAt(task, "b").shownError).toBeUndefined();
  });

  test("what acts on a view still works", () => {
    const asked = vi.fn();
    const task = open(
      { view: text("a"), plugins: [{ type: "plugin.hotkeys", q: { type: "action.rotate", view: "view" } }] },
      { host },
    );
    task.root.peek()?.handle("rotate", asked);
    task.press("q");
    expect(asked).toHaveBeenCalledOnce();
  });
});

describe("touched", () => {
  test("is what was there when the page opened: a draft is judged at once", () => {
    const config = {
      view: list(text("a", { validation: { type: "condition.equals", to: "x" } }), text("b", required)),
    };
    const task = open(config, { output: { a: "y" } });
    expect(fieldAt(task, "a").shownError).toBe("Must be x");
    expect(fieldAt(task, "b").shownError).toBeUndefined();
  });

  test("is what an action writes, and not what the start of the page writes", () => {
    const field = text("a", { validation: { type: "condition.equals", to: "x" } });
    const set = { type: "action.set", data: out("a"), payload: "y" };
    const byKey = open({ view: field, plugins: [{ type: "plugin.hotkeys", q: set }] });
    byKey.press("q");
    expect(fieldAt(byKey, "a").shownError).toBe("Must be x");
    const byItself = open({
      view: field,
      plugins: [{ type: "plugin.trigger", fireImmediately: true, action: set }],
    });
    expect(byItself.output.peek([])).toEqual({ a: "y" });
    expect(fieldAt(byItself, "a").shownError).toBeUndefined();
  });

  test("a default does not come back once the worker has emptied the field", () => {
    const data = { ...out("a"), default: "given" };
    const branch = {
      type: "helper.if",
      condition: { type: "condition.empty", data: out("hide") },
      then: { type: "field.text", data },
    };
    const task = open({ view: list(text("hide"), branch) });
    fieldAt(task, "a").write(undefined);
    fieldAt(task, "hide").write("x");
    fieldAt(task, "hide").write(undefined);
    expect(task.output.peek([])).toBeUndefined();
  });
});

describe("the position at the start", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const config = {
    view: text("a"),
    plugins: [
      {
        type: "plugin.trigger",
        fireImmediately: true,
        action: { type: "action.set", data: out("where"), payload: { type: "@toloka/data.location" } },
      },
    ],
  };

  function located() {
    const said: ((position: string) => void)[] = [];
    const stopped = vi.fn();
    const watchLocation = (listen: (position: string) => void) => {
      said.push(listen);
      return stopped;
    };
    const task = open(config, { host: { watchLocation } });
    return { task, say: (position: string) => said[0]?.(position), stopped };
  }

  test.each(["38.7,-9.1", LOCATION_REFUSED])("is written once it is known or refused: %s", (position) => {
    const { task, say } = located();
    vi.advanceTimersByTime(5_000);
    expect(task.output.peek([])).toBeUndefined();
    say(position);
    vi.advanceTimersByTime(0);
    return Promise.resolve().then(() => expect(task.output.peek([])).toEqual({ where: position }));
  });

  test("is not waited for longer than 10 s, and written once only", async () => {
    const { task, say } = located();
    await vi.advanceTimersByTimeAsync(9_999);
    expect(task.output.peek([])).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);
    expect(task.output.peek([])).toEqual({ where: LOCATION_UNKNOWN });
    say("38.7,-9.1");
    await vi.advanceTimersByTimeAsync(1);
    expect(task.output.peek([])).toEqual({ where: LOCATION_UNKNOWN });
  });

  test("nobody follows it once the page is gone", async () => {
    const { task, say, stopped } = located();
    task.end();
    say("38.7,-9.1");
    await vi.advanceTimersByTimeAsync(20_000);
    expect(stopped).toHaveBeenCalledOnce();
    expect(task.output.peek([])).toBeUndefined();
  });
});

describe("what the server refused", () => {
  const config = {
    view: list(text("a", { label: "Colour" }), text("b", { validation: { type: "condition.required" } })),
  };

  test("is shown by the field until it is answered otherwise", () => {
    const task = open(config, { output: { a: "x", b: "y" } });
    expect(task.refuse({ a: "Not this", "b.0": "Nor this" })).toEqual({});
    expect([fieldAt(task, "a").shownError, fieldAt(task, "b").shownError]).toEqual(["Not this", "Nor this"]);
    fieldAt(task, "a").write("z");
    expect([fieldAt(task, "a").shownError, fieldAt(task, "b").shownError]).toEqual([undefined, "Nor this"]);
  });

  test("is not in the way of handing in again, and the field's own error comes first", () => {
    const task = open(config, { output: { a: "x", b: "y" } });
    task.refuse({ a: "Not this" });
    expect(task.insist()).toBe(true);
    expect(fieldAt(task, "a").shownError).toBeUndefined();
    task.refuse({ b: "Not this" });
    fieldAt(task, "b").write(undefined);
    expect(fieldAt(task, "b").shownError).toBe("Fill this in");
  });

  test("is given back where no field is for it", () => {
    const task = open(config);
    expect(task.refuse({ c: "Missing", "": "Nothing" })).toEqual({ c: "Missing", "": "Nothing" });
  });

  test("knows places by the labels of their fields", () => {
    const task = open(config);
    expect(["a", "b", "c"].map((place) => task.nameOf(place))).toEqual(["Colour", "b", "c"]);
  });
});
