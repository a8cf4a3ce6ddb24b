import { describe, expect, test } from "vitest";
import { withTick } from "./field.checkbox-group/schema";
import { chosenAmong, keyToSet, keyToToggle, optionsOf, writeTick } from "./options";
import { bound } from "./testing";

describe.each(["field.checkbox", "field.tumbler", "field.button-checkbox"])("%s", (type) => {
  test("writes true, and nothing once it is unticked", () => {
    const { mount, output } = bound({ type });
    expect(output()).toEqual({});
    writeTick(mount, true);
    expect(output()).toEqual({ it: true });
    writeTick(mount, false);
    expect(output()).toEqual({});
  });

  test("with preserveFalse is false from the start, which nobody did", () => {
    const { mount, output } = bound({
      type,
      preserveFalse: true,
      validation: { type: "condition.required" },
    });
    expect(output()).toEqual({ it: false });
    expect(mount.error.value).toBeUndefined();
    expect(mount.task.isTouched("output:it")).toBe(false);
    writeTick(mount, true);
    writeTick(mount, false);
    expect(output()).toEqual({ it: false });
  });

  test("leaves an answer alone, and an answer that is only read", () => {
    expect(bound({ type, preserveFalse: true }, { output: { it: true } }).output()).toEqual({ it: true });
    expect(bound({ type, preserveFalse: true }, { mode: "read-only" }).output()).toEqual({});
  });
});

describe("field.checkbox-group", () => {
  const options = [
    { value: "cat", label: "Cat" },
    { value: "wild.fox", label: "Fox" },
    { value: "wild.owl", label: "Owl" },
  ];
  const tick = ({ mount }: ReturnType<typeof bound>, index: number, isTicked: boolean) => {
    const option = optionsOf(mount)[index];
    if (option) mount.write(withTick(mount, option, isTicked));
  };

  test("writes what is ticked; a dot leads further in; nothing ticked is no answer", () => {
    const group = bound({ type: "field.checkbox-group", options });
    tick(group, 1, true);
    tick(group, 0, true);
    expect(group.output()).toEqual({ it: { cat: true, wild: { fox: true } } });
    tick(group, 1, false);
    expect(group.output()).toEqual({ it: { cat: true } });
    tick(group, 0, false);
    expect(group.output()).toEqual({});
  });

  test("with preserveFalse has every option from the start", () => {
    const group = bound({ type: "field.checkbox-group", options, preserveFalse: true });
    const none = { cat: false, wild: { fox: false, owl: false } };
    expect(group.output()).toEqual({ it: none });
    tick(group, 2, true);
    expect(group.output()).toEqual({ it: { cat: false, wild: { fox: false, owl: true } } });
    tick(group, 2, false);
    expect(group.output()).toEqual({ it: none });
  });

  test("knows nothing but its options", () => {
    const group = bound(
      { type: "field.checkbox-group", options },
      { output: { it: { dog: true, cat: true } } },
    );
    tick(group, 0, false);
    expect(group.output()).toEqual({});
  });
});

describe("what is chosen", () => {
  const options = [{ value: true }, { value: "true" }, { value: { a: [1] } }, { value: 0 }];

  test.each([
    [true, 0],
    ["true", 1],
    [{ a: [1] }, 2],
    [0, 3],
    [false, -1],
    [undefined, -1],
    ["0", -1],
  ])("is found by type and depth: %j", (value, at) => {
    expect(chosenAmong(options, value)).toBe(at);
  });
});

describe("keys", () => {
  test("stand on the option that they choose", () => {
    const data = { type: "data.output", path: "it" };
    const plugins = [
      {
        type: "plugin.hotkeys",
        q: { type: "action.set", data, payload: "yes" },
        w: { type: "action.set", data, payload: true },
      },
    ];
    const { mount } = bound({ type: "field.radio-group", options: [] }, { plugins });
    expect(keyToSet(mount, "yes")).toBe("q");
    expect(keyToSet(mount, true)).toBe("w");
    expect(keyToSet(mount, "true")).toBeUndefined();
    expect(keyToToggle(mount, mount.ref)).toBeUndefined();
  });
});
