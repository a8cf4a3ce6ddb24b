import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Action } from "../engine/action";
import type { Task } from "../engine/task";
import { all, inp, list, open, out, text } from "../testing";

const KEY = "q";

/** Open a task whose key does the action. */
function ready(action: object, view: object = text("a"), given = {}): Task {
  return open({ view, plugins: [{ type: "plugin.hotkeys", [KEY]: action }] }, given);
}

/** Do the action so many times; what the answer is after each. */
function outcomes(action: object, output: unknown, times = 1): unknown[] {
  const task = ready(action, { type: "view.text" }, { output });
  return Array.from({ length: times }, () => {
    task.press(KEY);
    return task.output.peek([]);
  });
}

describe("action.set", () => {
  test("writes and clears, types kept", () => {
    expect(outcomes({ type: "action.set", data: out("a.b"), payload: { n: [1] } }, {})).toEqual([
      { a: { b: { n: [1] } } },
    ]);
    expect(
      outcomes({ type: "action.set", data: out("a"), payload: { $empty: true } }, { a: 1, b: 2 }),
    ).toEqual([{ b: 2 }]);
    expect(outcomes({ type: "action.set", data: out("a"), payload: null }, {})).toEqual([{ a: null }]);
  });
});

describe("action.toggle", () => {
  test("is true or absent", () => {
    const toggle = { type: "action.toggle", data: out("a") };
    expect(outcomes(toggle, { b: 1 }, 3)).toEqual([{ a: true, b: 1 }, { b: 1 }, { a: true, b: 1 }]);
    expect(outcomes(toggle, { a: "text" })).toEqual([undefined]);
    expect(outcomes(toggle, { a: false })).toEqual([{ a: true }]);
  });
});

describe("action.bulk", () => {
  const bulk = {
    type: "action.bulk",
    payload: [
      { type: "action.set", data: out("a"), payload: 1 },
      { type: "action.set", data: out("b"), payload: out("a") },
      { type: "helper.if", condition: false, then: { type: "action.set", data: out("c"), payload: 3 } },
      "nonsense",
    ],
  };

  test("does one after another, each seeing what the one before did", () => {
    expect(outcomes(bulk, undefined)).toEqual([{ a: 1, b: 1 }]);
    expect(outcomes({ type: "action.bulk" }, { a: 1 })).toEqual([{ a: 1 }]);
  });

  test("is the same as another one that does the same", () => {
    const set = (payload: unknown) => ({
      type: "action.bulk",
      payload: [{ type: "action.set", data: out("a"), payload }],
    });
    const task = ready(set("1"), { type: "view.text", content: [set("1"), set(1)] });
    const root = task.root.peek();
    const keys = ([] as unknown[]).concat(root?.props.content).map((one) => root?.keyOf(one as Action));
    expect(keys).toEqual([KEY, undefined]);
  });
});

describe("lists", () => {
  test("action.list-push appends; what is no list begins anew", () => {
    const push = { type: "action.list-push", data: out("a"), payload: "x" };
    expect(outcomes(push, undefined, 2)).toEqual([{ a: ["x"] }, { a: ["x", "x"] }]);
    expect(outcomes(push, { a: "text" })).toEqual([{ a: ["x"] }]);
  });

  test("action.list-remove takes one out; an empty list goes", () => {
    const remove = { type: "action.list-remove", data: out("a"), payload: 0 };
    expect(outcomes(remove, { a: [1, 2] }, 3)).toEqual([{ a: [2] }, undefined, undefined]);
    expect(outcomes({ ...remove, payload: 7 }, { a: [1] })).toEqual([{ a: [1] }]);
    expect(outcomes(remove, { a: "text" })).toEqual([{ a: "text" }]);
  });
});

describe("action.open-link", () => {
  test.each([
    ["https://example.com/a", true],
    ["http://example.com", true],
    ["/app/file", true],
    ["javascript:alert(1)", false],
    ["data:text/html,x", false],
    ["file:///etc/passwd", false],
    ["nowhere", false],
    [undefined, false],
  ])("%j: %s", (payload, opens) => {
    const openLink = vi.fn();
    const task = ready({ type: "action.open-link", payload }, text("a"), { host: { openLink } });
    task.press(KEY);
    expect(openLink.mock.calls).toEqual(opens ? [[payload]] : []);
    expect(task.openedLinks.peek().size).toBe(opens ? 1 : 0);
  });
});

describe("action.notify", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test("is shown from its delay to its duration, counted from the call", () => {
    const payload = { content: "Done", theme: "success", delay: 1_000, duration: 3_000 };
    const task = ready({ type: "action.notify", payload });
    task.press(KEY);
    vi.advanceTimersByTime(999);
    expect(task.notices.peek()).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(task.notices.peek()).toMatchObject([{ content: "Done", theme: "success" }]);
    vi.advanceTimersByTime(1_999);
    expect(task.notices.peek()).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(task.notices.peek()).toEqual([]);
  });

  test("stays for 4.5 s by itself; an unknown theme is plain information", () => {
    const task = ready({ type: "action.notify", payload: { content: inp("a"), theme: "pink" } }, text("a"), {
      input: { a: 5 },
    });
    task.press(KEY);
    vi.advanceTimersByTime(4_499);
    expect(task.notices.peek()).toMatchObject([{ content: "5", theme: "info" }]);
    vi.advanceTimersByTime(1);
    expect(task.notices.peek()).toEqual([]);
  });

  test("what it shows does not hold up a submit", () => {
    const content = list(text("b", { validation: { type: "condition.required" } }));
    const task = ready({ type: "action.notify", payload: { content, theme: "info" } });
    task.press(KEY);
    vi.advanceTimersByTime(10);
    expect(all(task.notices.peek()[0]?.mount)).toHaveLength(2);
    expect(task.insist()).toBe(true);
  });
});

describe("actions on a view", () => {
  test.each([
    ["open-close", {}, undefined],
    ["open-close", { payload: true }, true],
    ["rotate", {}, "right"],
    ["rotate", { payload: "left" }, "left"],
    ["set-current-time", { payload: 12.5 }, 12.5],
    ["set-volume", { payload: 0.5 }, 0.5],
    ["play-pause", {}, undefined],
    ["zoom-in-out", {}, undefined],
  ])("action.%s %j asks for it with %j", (name, more, payload) => {
    for (const view of [{ $ref: "view.items.1" }, "view.items.1", { $ref: "vars.chain" }]) {
      const task = open({
        view: list({ type: "view.text" }, { type: "view.text" }),
        vars: { chain: { $ref: "view.items.1" } },
        plugins: [{ type: "plugin.hotkeys", [KEY]: { type: `action.${name}`, view, ...more } }],
      });
      const asked = vi.fn();
      const missed = vi.fn();
      const [, first, second] = all(task.root.peek());
      first?.handle(name, missed);
      second?.handle(name, asked);
      task.press(KEY);
      expect(asked.mock.calls).toEqual([[payload]]);
      expect(missed).not.toHaveBeenCalled();
    }
  });

  test("on nothing, nothing happens", () => {
    const task = ready({ type: "action.rotate", view: { $ref: "view.nowhere" } });
    expect(() => task.press(KEY)).not.toThrow();
  });
});
