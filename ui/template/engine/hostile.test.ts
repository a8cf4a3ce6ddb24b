/** What a config or its data may try; the page lives on. */
import { describe, expect, test } from "vitest";
import { all, inp, list, open, out, text } from "../testing";

describe("a page stands", () => {
  test.each([
    [20_000, 20_000 * 19_999],
    [100_000, undefined],
  ])(
    "%i items are counted, or are too many",
    (length, sum) => {
      const items = Array.from({ length }, (_, index) => index);
      const doubled = {
        type: "helper.transform",
        items: inp("items"),
        into: { type: "helper.multiply", items: [{ type: "data.local", path: "item" }, 2] },
      };
      const total = { type: "view.text", content: { type: "helper.sum", items: doubled } };
      const [, shown] = all(open({ view: list(total) }, { input: { items } }).root.peek());
      expect(sum === undefined ? shown?.fault : shown?.props.content).toBe(
        sum ?? "working it out takes too long",
      );
    },
    60_000,
  );

  test("a chain of a thousand references is followed or refused, not run forever", () => {
    const vars: Record<string, unknown> = { last: { type: "view.text", content: "end" } };
    for (let link = 0; link < 1_000; link += 1) {
      vars[`v${link}`] = { $ref: link === 999 ? "vars.last" : `vars.v${link + 1}` };
    }
    const task = open({ view: list({ $ref: "vars.v0" }, text("a")), vars });
    expect(all(task.root.peek()).at(-1)?.type).toBe("field.text");
  });

  test("keys that objects have of their own", () => {
    const config = JSON.parse(
      '{"view": {"type": "view.text", "content": {"__proto__": {"polluted": 1}}, "__proto__": {"label": "x"}}}',
    );
    open(config, { input: JSON.parse('{"__proto__": {"polluted": 1}}') });
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  test.each(["constructor", "__proto__", "toString", "hasOwnProperty"])("a type named %s", (type) => {
    const task = open({ view: list({ type }, text("a")) });
    expect(all(task.root.peek()).map((mount) => mount.type)).toEqual(["view.list", "fault", "field.text"]);
  });

  test("a field at a place of an object's machinery, named by the task's data", () => {
    const field = { type: "field.text", data: { type: "data.output", path: inp("where") } };
    const task = open({ view: list(text("a")) }, { input: { where: "__proto__.x" } });
    expect(task.insist()).toBe(true);
    const broken = open({ view: list(field, text("a")) }, { input: { where: "__proto__.x" } });
    expect(all(broken.root.peek()).map(({ fault }) => fault)).toEqual([
      undefined,
      expect.stringContaining("part of a path"),
      undefined,
    ]);
  });

  test("two triggers that never agree", () => {
    const flip = (from: string, to: string) => ({
      type: "plugin.trigger",
      onChangeOf: out(from),
      action: {
        type: "action.set",
        data: out(to),
        payload: { type: "helper.join", items: [out(from), "x"] },
      },
    });
    const task = open({ view: list(text("a"), text("b")), plugins: [flip("a", "b"), flip("b", "a")] });
    all(task.root.peek())[1]?.write("x");
    expect(task.trouble.peek()).toContain("trigger");
    all(task.root.peek())[2]?.write("still writes");
    expect(task.output.peek(["b"])).toBeDefined();
  });
});
