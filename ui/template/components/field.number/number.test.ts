import { describe, expect, test } from "vitest";
import { bound } from "../testing";
import { shownText, writeTyped } from "../typed";
import { numberOf } from "./number";

describe("numbers as people type them", () => {
  test.each([
    ["12", 12],
    ["-3", -3],
    ["−3", -3],
    ["+4", 4],
    ["1.5", 1.5],
    ["1,5", 1.5],
    ["1.", 1],
    [",5", 0.5],
    [" 1 200 ", 1200],
    ["1e3", 1000],
    ["007", 7],
    ["0", 0],
  ])("%s", (text, value) => {
    expect(numberOf(text)).toBe(value);
  });

  test.each([
    "",
    " ",
    "-",
    ".",
    ",",
    "abc",
    "1.2.3",
    "1,000.5",
    "1-2",
    "12kg",
    "1e999",
    "Infinity",
    "NaN",
    "0x10",
  ])("“%s” is none", (text) => {
    expect(numberOf(text)).toBeUndefined();
  });
});

describe("the number field", () => {
  const config = { type: "field.number", minimum: 0, maximum: 10 };
  const type = (mount: ReturnType<typeof bound>["mount"], text: string) => writeTyped(mount, text, numberOf);

  test("writes a number and keeps the typed text while it means that", () => {
    const { mount, output } = bound(config);
    type(mount, "1.");
    expect(output()).toEqual({ it: 1 });
    expect(shownText(mount, numberOf)).toBe("1.");
    type(mount, "1,50");
    expect(output()).toEqual({ it: 1.5 });
    expect(shownText(mount, numberOf)).toBe("1,50");
    mount.task.output.write(["it"], 7);
    expect(shownText(mount, numberOf)).toBe("7");
  });

  test("leaves out what is no number, keeps it on the screen, and says so", () => {
    const { mount, output } = bound(config);
    type(mount, "5");
    type(mount, "5 apples");
    expect(output()).toEqual({});
    expect(shownText(mount, numberOf)).toBe("5 apples");
    expect(mount.shownError).toBe("This is not a number");
    type(mount, "");
    expect(mount.shownError).toBeUndefined();
  });

  test("has inclusive bounds", () => {
    const { mount } = bound(config);
    const errors = ["-0.5", "0", "10", "10,01"].map((text) => {
      type(mount, text);
      return mount.error.value;
    });
    expect(errors).toEqual(["At least 0", undefined, undefined, "At most 10"]);
  });

  test("lets the config's own condition speak first", () => {
    const { mount } = bound({ ...config, validation: { type: "condition.required", hint: "How many?" } });
    type(mount, "many");
    expect(mount.shownError).toBe("How many?");
  });
});
