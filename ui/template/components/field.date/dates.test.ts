import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { bound } from "../testing";
import { pickedOf, problemOf, spanOf, storedOf } from "./dates";
import { pick, rulesOf, shownOf } from "./picking";

const HOME = process.env.TZ;

/** Far from Greenwich on both sides: a day that shifts is seen. */
describe.each(["Pacific/Auckland", "America/Los_Angeles", "UTC"])("by the clock of %s", (zone) => {
  beforeEach(() => {
    process.env.TZ = zone;
  });
  afterEach(() => {
    if (HOME === undefined) delete process.env.TZ;
    else process.env.TZ = HOME;
  });

  test("a day is stored as its midnight in UTC, and comes back as that day", () => {
    expect(storedOf("2026-03-31", "date")).toBe("2026-03-31T00:00:00Z");
    expect(pickedOf("2026-03-31T00:00:00Z", "date")).toBe("2026-03-31");
  });

  test("a moment is the worker's, stored in UTC, and comes back", () => {
    const stored = storedOf("2026-07-01T09:30", "date-time");
    expect(stored).toBe(
      { "Pacific/Auckland": "2026-06-30T21:30:00Z", "America/Los_Angeles": "2026-07-01T16:30:00Z" }[zone] ??
        "2026-07-01T09:30:00Z",
    );
    expect(pickedOf(stored, "date-time")).toBe("2026-07-01T09:30");
  });

  test("a bound with Z is in UTC, one without is by the clock", () => {
    const stored = storedOf(spanOf("2026-07-01T09:30Z", "date-time")?.first ?? "", "date-time");
    expect(stored).toBe("2026-07-01T09:30:00Z");
    expect(spanOf("2026-07-01 09:30", "date-time")).toEqual({
      first: "2026-07-01T09:30",
      last: "2026-07-01T09:30",
    });
  });
});

describe("bounds", () => {
  test("of a day are the whole day", () => {
    expect(spanOf("2026-07-01", "date-time")).toEqual({
      first: "2026-07-01T00:00",
      last: "2026-07-01T23:59",
    });
    expect(spanOf("2026-07-01T09:30Z", "date")).toEqual({ first: "2026-07-01", last: "2026-07-01" });
  });

  test.each(["", "soon", "2026-02-30", "2026-7-1", "01.07.2026", "2026-07-01 25:00", "2026-07-01T09"])(
    "“%s” is none",
    (text) => {
      expect(spanOf(text, "date")).toBeUndefined();
      expect(spanOf(text, "date-time")).toBeUndefined();
    },
  );

  test("are inclusive", () => {
    const limits = {
      min: spanOf("2026-07-02", "date"),
      max: spanOf("2026-07-04", "date"),
      blocked: [spanOf("2026-07-03", "date") ?? { first: "", last: "" }],
    };
    const days = ["2026-07-01", "2026-07-02", "2026-07-03", "2026-07-04", "2026-07-05"];
    expect(days.map((day) => problemOf(day, limits))).toEqual([
      "early",
      undefined,
      "blocked",
      undefined,
      "late",
    ]);
  });

  test("count by minutes where there is a time, whatever the seconds", () => {
    const limits = { min: undefined, max: spanOf("2026-07-02 10:00", "date-time"), blocked: [] };
    expect(problemOf("2026-07-02T10:00:59", limits)).toBeUndefined();
    expect(problemOf("2026-07-02T10:01", limits)).toBe("late");
  });
});

describe("the date field", () => {
  const config = { type: "field.date", format: "date", min: "2026-07-02", blockList: ["2026-07-04"] };

  function rulesFor(mount: ReturnType<typeof bound>["mount"]) {
    const rules = rulesOf(mount.props);
    if (typeof rules === "string") throw new Error(rules);
    return rules;
  }

  test("does not write what may not be picked, but shows it and says why", () => {
    const { mount, output } = bound(config);
    const rules = rulesFor(mount);
    pick(mount, rules, "2026-07-03");
    expect(output()).toEqual({ it: "2026-07-03T00:00:00Z" });
    pick(mount, rules, "2026-07-04");
    expect(output()).toEqual({});
    expect(shownOf(mount, rules)).toBe("2026-07-04");
    expect(mount.shownError).toBe("This date cannot be chosen");
    pick(mount, rules, "2026-07-01");
    expect(mount.shownError).toBe("Not before July 2, 2026");
    pick(mount, rules, "");
    expect(mount.shownError).toBeUndefined();
    expect(output()).toEqual({});
  });

  test("shows a value that came from elsewhere", () => {
    const { mount } = bound(config, { output: { it: "2026-08-01T00:00:00Z" } });
    expect(shownOf(mount, rulesFor(mount))).toBe("2026-08-01");
    mount.task.change(() => mount.task.output.write(["it"], "2026-07-01T00:00:00Z"));
    expect(shownOf(mount, rulesFor(mount))).toBe("2026-07-01");
    expect(mount.error.value).toBe("Not before July 2, 2026");
  });

  test.each([
    [{ format: "time" }, "“time” is not a format of dates. There are date and date-time"],
    [{ format: undefined }, "“” is not a format of dates. There are date and date-time"],
    [{ max: "tomorrow" }, "“tomorrow” is not a date. Write YYYY-MM-DD or YYYY-MM-DD hh:mm"],
    [{ blockList: ["2026-07-01", "x"] }, "“x” is not a date. Write YYYY-MM-DD or YYYY-MM-DD hh:mm"],
  ])("says what is wrong with its config: %j", (wrong, words) => {
    expect(rulesOf(bound({ ...config, ...wrong }).mount.props)).toBe(words);
  });
});

test("a list of one bound is that bound, and one of two is none", () => {
  const props = { format: "date", blockList: ["2000-01-01"] };
  const alone = rulesOf({ ...props, min: "2000-01-01", max: "2050-01-01" });
  expect(rulesOf({ ...props, min: ["2000-01-01"], max: ["2050-01-01"] })).toEqual(alone);
  expect(rulesOf({ ...props, min: ["2000-01-01", "2001-01-01"] })).toContain("2001-01-01");
});
