import { describe, expect, test } from "vitest";
import { registry } from "../components/schemas";
import { compile } from "./config";
import type { Host } from "./host";
import { Task } from "./task";

const host = { mode: "work", watchLocation: () => () => {} } as unknown as Host;

function open(plugins: object[] = []): Task {
  const view = { type: "view.text", content: "A" };
  const task = new Task(compile({ view, plugins }, registry), host, {
    id: "t",
    input: {},
    output: undefined,
  });
  task.begin();
  return task;
}

/** A field that knows some keys, and what was pressed of them. */
function knower(keys: string, pressed: string[], name: string) {
  return (key: string) => {
    if (!keys.includes(key)) return false;
    pressed.push(name + key);
    return true;
  };
}

describe("keys that fields offer", () => {
  test("go to the first field that knows them; unknown ones are left to the browser", () => {
    const task = open();
    const pressed: string[] = [];
    task.offerKeys(knower("ab", pressed, "1"));
    task.offerKeys(knower("bc", pressed, "2"));
    expect(["a", "b", "c", "d"].map((key) => task.press(key))).toEqual([true, true, true, false]);
    expect(pressed).toEqual(["1a", "1b", "2c"]);
  });

  test("go to the field that the worker is at before the others", () => {
    const task = open();
    const pressed: string[] = [];
    const [one, two] = [knower("a", pressed, "1"), knower("a", pressed, "2")];
    task.offerKeys(one);
    task.offerKeys(two);
    task.offerKeys(two, true);
    task.press("a");
    task.offerKeys(one, true);
    task.press("a");
    expect(pressed).toEqual(["2a", "1a"]);
  });

  test("end with the field", () => {
    const task = open();
    const pressed: string[] = [];
    const end = task.offerKeys(knower("a", pressed, "1"));
    end();
    expect(task.press("a")).toBe(false);
    expect(pressed).toEqual([]);
  });

  test("come after those that the page gives actions to", () => {
    const data = { type: "data.output", path: "x" };
    const task = open([{ type: "plugin.hotkeys", a: { type: "action.set", data, payload: 1 } }]);
    const pressed: string[] = [];
    task.offerKeys(knower("a", pressed, "1"));
    expect(task.press("a")).toBe(true);
    expect(pressed).toEqual([]);
    expect(task.output.peek(["x"])).toBe(1);
  });
});
