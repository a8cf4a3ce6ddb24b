// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { resolveAsset } from "~/classic-frame/assets";
import { Gate } from "./gate";
import { RunMark } from "./run-mark";
import { byTaskId, byTaskNumber, inTaskOrder } from "./solutions";
import { ProjectStore } from "./store";

const tasks = ["a", "b"].map((id) => ({ id, input_values: {} }));

test("a gate lets a burst through, then so many a second", () => {
  let now = 0;
  const gate = new Gate(10, 3, () => now);
  expect([1, 2, 3, 4].map(() => gate.pass())).toEqual([true, true, true, false]);
  now += 100;
  expect([gate.pass(), gate.pass()]).toEqual([true, false]);
});

test("answers come in the order of the tasks, or not at all", () => {
  const [a, b] = [{ output_values: { x: 1 } }, { output_values: { x: 2 } }];
  expect(
    inTaskOrder(
      [
        { task_id: "b", ...b },
        { task_id: "a", ...a },
      ],
      tasks,
    ),
  ).toEqual([a, b]);
  expect(inTaskOrder([a, b], tasks)).toEqual([a, b]);
  expect(inTaskOrder([a], tasks)).toBeNull();
  expect(
    inTaskOrder(
      [
        { task_id: "a", ...a },
        { task_id: "c", ...b },
      ],
      tasks,
    ),
  ).toBeNull();
  expect(
    inTaskOrder(
      [
        { task_id: "a", ...a },
        { task_id: "a", ...b },
      ],
      tasks,
    ),
  ).toBeNull();
});

test("errors are by the task's number outside and by its id inside", () => {
  const errors = { 1: { x: { message: "no" } } };
  expect(byTaskNumber(byTaskId(errors, tasks), tasks)).toEqual(errors);
  expect(byTaskId({ 7: {} }, tasks)).toEqual([]);
});

test("assets of the platform are found with and without their folder", () => {
  const base = "http://x/app/classic/";
  for (const name of [
    "js/toloka-handlebars-templates.js",
    "toloka-handlebars-templates",
    "toloka-handlebars-templates.js",
  ]) {
    expect(resolveAsset(`$TOLOKA_ASSETS/${name}`, base)).toBe(`${base}handlebars.js`);
  }
  expect(resolveAsset("//x/y.js", base)).toBe("https://x/y.js");
  for (const name of ["$TOLOKA_ASSETS/js/other.js", "javascript:x", "/y.js"])
    expect(resolveAsset(name, base)).toBeNull();
});

describe("a project's store", () => {
  beforeEach(() => localStorage.clear());

  test("keeps values, by project, until they expire", () => {
    const store = new ProjectStore(localStorage, "1");
    store.change("k", "v", null);
    store.change("old", "v", Date.now() - 1);
    store.flush();
    expect(new ProjectStore(localStorage, "1").load()).toEqual({ k: ["v", null] });
    expect(new ProjectStore(localStorage, "2").load()).toEqual({});
  });

  test("leaves what another tab has written", () => {
    const [one, other] = [new ProjectStore(localStorage, "1"), new ProjectStore(localStorage, "1")];
    one.change("a", "1", null);
    one.flush();
    other.change("b", "2", null);
    other.flush();
    expect(Object.keys(one.load())).toEqual(["a", "b"]);
  });

  test("keeps no more than its share, and takes no harm from what stands there", () => {
    const store = new ProjectStore(localStorage, "1");
    for (let index = 0; index < 4; index += 1) store.change(`${index}`, "x".repeat(200_000), null);
    store.flush();
    expect(localStorage.getItem("talka.classic:1")).toBeNull();
    localStorage.setItem("talka.classic:1", '{"a": 5}');
    expect(store.load()).toEqual({});
  });

  test("goes on when the browser keeps nothing", () => {
    const full = {
      ...localStorage,
      length: 0,
      getItem: () => null,
      setItem: vi.fn(() => {
        throw new Error("full");
      }),
    };
    const store = new ProjectStore(full as unknown as Storage, "1");
    store.change("a", "1", null);
    expect(() => store.flush()).not.toThrow();
    expect(full.setItem).toHaveBeenCalled();
  });
});

describe("the mark of a page that is shown", () => {
  beforeEach(() => {
    localStorage.clear();
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test("says that it hung once nobody renews it", () => {
    const mark = new RunMark(localStorage, "page");
    expect(mark.hung).toBe(false);
    mark.renew();
    vi.advanceTimersByTime(3000);
    expect(mark.hung).toBe(false);
    vi.advanceTimersByTime(2000);
    expect([mark.hung, new RunMark(localStorage, "another").hung]).toEqual([true, false]);
    mark.renew();
    expect(mark.hung).toBe(false);
  });

  test("says nothing when the page was left in order, long ago, or is a preview", () => {
    const mark = new RunMark(localStorage, "page");
    mark.renew();
    mark.clear();
    vi.advanceTimersByTime(5000);
    expect(mark.hung).toBe(false);
    mark.renew();
    vi.advanceTimersByTime(15 * 86_400_000);
    expect(mark.hung).toBe(false);
    new RunMark(localStorage, undefined).renew();
    expect(localStorage.length).toBe(0);
  });
});
