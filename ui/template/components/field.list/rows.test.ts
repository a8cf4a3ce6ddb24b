import { describe, expect, test } from "vitest";
import type { Mount } from "~/template/engine/mount";
import { bound } from "../testing";
import { addRow, lengthOf, removeRow, rowsOf } from "./rows";

const relative = (path?: string, more: object = {}) => ({ type: "data.relative", path, ...more });
const text = (data: object, more: object = {}) => ({ type: "field.text", data, ...more });
const people = {
  type: "field.list",
  render: { type: "view.list", items: [text(relative("name")), text(relative("age"))] },
};

function fields(mount: Mount): Mount[] {
  return mount.children.value.flatMap((child) => (child.part.isField ? [child] : fields(child)));
}

describe("a list", () => {
  test("has a row for each element, whose fields write into it", () => {
    const { mount, output } = bound(people);
    addRow(mount);
    expect(output()).toEqual({ it: [undefined] });
    fields(mount)[0]?.write("Ann");
    addRow(mount);
    fields(mount)[3]?.write("30");
    expect(output()).toEqual({ it: [{ name: "Ann" }, { age: "30" }] });
    fields(mount)[0]?.write(undefined);
    expect(output()).toEqual({ it: [undefined, { age: "30" }] });
  });

  test("moves the later rows up when one goes; the last one leaves nothing", () => {
    const { mount, output } = bound(people, {
      output: { it: [{ name: "A" }, { name: "B" }, { name: "C" }] },
    });
    const first = fields(mount)[0];
    removeRow(mount, 0);
    expect(output()).toEqual({ it: [{ name: "B" }, { name: "C" }] });
    expect(fields(mount)[0]).toBe(first);
    expect(first?.value).toBe("B");
    removeRow(mount, 1);
    removeRow(mount, 0);
    expect(output()).toEqual({});
    expect(rowsOf(mount)).toEqual([]);
  });

  test("tells its rows the item and the index", () => {
    const content = { type: "data.local", path: "index" };
    const item = { type: "data.local", path: "item" };
    const render = { type: "view.list", items: [{ type: "view.text", content, label: item }] };
    const { mount } = bound({ type: "field.list", render }, { output: { it: ["a", "b"] } });
    const shown = mount.children.value.map((row) => row.children.value[0]?.props);
    expect(shown.map((props) => [props?.content, props?.label])).toEqual([
      [0, "a"],
      [1, "b"],
    ]);
  });

  test("has plain values where the relative path is empty", () => {
    const { mount, output } = bound({ type: "field.list", render: text(relative()) });
    addRow(mount);
    fields(mount)[0]?.write("one");
    expect(output()).toEqual({ it: ["one"] });
  });

  test("within a list is bound to its element", () => {
    const phones = { type: "field.list", data: relative("phones"), render: text(relative()) };
    const { mount, output } = bound({ type: "field.list", render: phones }, { output: { it: [{}, {}] } });
    const inner = fields(mount)[1];
    if (!inner) throw new Error("no second row");
    addRow(inner);
    fields(inner)[0]?.write("112");
    expect(output()).toEqual({ it: [{}, { phones: ["112"] }] });
    removeRow(mount, 0);
    expect(output()).toEqual({ it: [{ phones: ["112"] }] });
    expect(fields(fields(mount)[0] as Mount)[0]?.value).toBe("112");
  });

  test("has the two names that the Python builder sends", () => {
    const { mount } = bound({ ...people, button_label: "More", max_length: 2 });
    expect(mount.props.buttonLabel).toBe("More");
    expect(mount.props.maxLength).toBe(2);
  });

  test("shows minLength rows, which are no answer until something stands in them", () => {
    const { mount, output } = bound({ ...people, minLength: 2 });
    expect(lengthOf(mount)).toBe(2);
    expect(output()).toEqual({});
    fields(mount)[2]?.write("B");
    expect(output()).toEqual({ it: [undefined, { name: "B" }] });
  });

  test("mounts the fixed rows after its own", () => {
    const added = { ...people, addedItems: [{ type: "view.text", content: "and" }] };
    const { mount } = bound(added, { output: { it: [{}] } });
    expect(mount.children.value.map((child) => child.type)).toEqual(["view.list", "view.text"]);
  });
});

describe("a new row where another was", () => {
  const named = {
    type: "field.list",
    render: text(relative("name", { default: "?" }), {
      validation: { type: "condition.equals", to: "x", hint: "x!" },
    }),
  };

  test("gets the default again", () => {
    const { mount, output } = bound(named);
    addRow(mount);
    expect(output()).toEqual({ it: [{ name: "?" }] });
    fields(mount)[0]?.write("A");
    removeRow(mount, 0);
    addRow(mount);
    expect(output()).toEqual({ it: [{ name: "?" }] });
  });

  test("was not touched yet, though a draft had one there", () => {
    const { mount } = bound(named, { output: { it: [{ name: "A" }] } });
    expect(fields(mount)[0]?.shownError).toBe("x!");
    removeRow(mount, 0);
    addRow(mount);
    expect(fields(mount)[0]?.error.value).toBe("x!");
    expect(fields(mount)[0]?.shownError).toBeUndefined();
  });

  test("knows nothing of answers that its predecessor kept aside; those of later rows move up", () => {
    const isPet = { type: "condition.equals", data: relative("kind"), to: "pet" };
    const then = text(relative("breed"));
    const render = {
      type: "view.list",
      items: [text(relative("kind")), { type: "helper.if", condition: isPet, then }],
    };
    const before = { it: [{ kind: "a" }, { kind: "pet", breed: "manx" }] };
    const { mount, output } = bound({ type: "field.list", render }, { output: before });
    fields(mount)[1]?.write("no");
    expect(output()).toEqual({ it: [{ kind: "a" }, { kind: "no" }] });
    removeRow(mount, 0);
    fields(mount)[0]?.write("pet");
    expect(output()).toEqual({ it: [{ kind: "pet", breed: "manx" }] });
    addRow(mount);
    fields(mount)[2]?.write("pet");
    expect(output()).toEqual({ it: [{ kind: "pet", breed: "manx" }, { kind: "pet" }] });
  });
});

test("rows that are only read stay", () => {
  const { mount, output } = bound(people, { output: { it: [{ name: "A" }] }, mode: "read-only" });
  removeRow(mount, 0);
  addRow(mount);
  expect(output()).toEqual({ it: [{ name: "A" }] });
});
