/** What the pages decide by themselves. */
import { describe, expect, test } from "vitest";
import type { EarningLine, TaskItem } from "~/api";
import { daysOf } from "./earnings/days";
import { appealUntil } from "./history/appealing";
import { distance, gridLines, nearestFirst, projectionOf } from "./map/places";
import { aboutOf, formOf } from "./profile/about";
import { cardsOf } from "./tasks/cards";

function item(part: Partial<TaskItem>): TaskItem {
  return {
    group: "g",
    project_id: "1",
    project_name: "P",
    requester_name: "R",
    pool_id: "1",
    kind: "MAIN",
    reward: 1,
    assignment_max_duration_seconds: 60,
    tasks_per_suite: 1,
    auto_accept: true,
    review_days: 0,
    training_required: false,
    active_assignment_ids: [],
    adult: false,
    map: false,
    ...part,
  };
}

describe("cards", () => {
  test("pools of a group are one card, with the first pool and all pages held", () => {
    const cards = cardsOf([
      item({ pool_id: "1", active_assignment_ids: ["a"] }),
      item({ pool_id: "2", active_assignment_ids: ["b"] }),
      item({ pool_id: "3", group: "h" }),
    ]);
    expect(cards.map(({ item: { pool_id }, active }) => [pool_id, active])).toEqual([
      ["1", ["a", "b"]],
      ["3", []],
    ]);
  });

  test("what is refused of a group is a card of its own", () => {
    const cards = cardsOf([item({}), item({ pool_id: "2", why_not: [{ code: "ADULT", words: "Adults" }] })]);
    expect(cards.map(({ closed }) => closed)).toEqual([false, true]);
  });
});

test("an appeal is possible for seven days after a rejection", () => {
  const rejected = "2026-03-01T12:00:00Z";
  const at = (now: string) => appealUntil({ status: "REJECTED", rejected, now })?.toISOString();
  expect(at("2026-03-08T11:59:59Z")).toBe("2026-03-08T12:00:00.000Z");
  expect(at("2026-03-08T12:00:00Z")).toBeUndefined();
  expect(appealUntil({ status: "ACCEPTED", rejected, now: rejected })).toBeUndefined();
});

test("the chart's days add up what was earned and what is on review, not what was rejected", () => {
  const line = (day: number, status: EarningLine["status"], amount: number): EarningLine => ({
    id: "1",
    kind: "REWARD",
    status,
    amount,
    time: new Date(2026, 2, day, 12).toISOString(),
  });
  const lines = [
    line(10, "ACCEPTED", 1),
    line(10, "ACCEPTED", 2),
    line(10, "ON_REVIEW", 4),
    line(9, "REJECTED", 8),
    line(1, "ACCEPTED", 16),
  ];
  const days = daysOf(lines, 3, new Date(2026, 2, 10, 20));
  expect(days.map(({ date, earned, onReview }) => [date.getDate(), earned, onReview])).toEqual([
    [8, 0, 0],
    [9, 0, 0],
    [10, 3, 4],
  ]);
});

describe("the map", () => {
  const berlin = { latitude: 52.52, longitude: 13.405 };
  const munich = { latitude: 48.137, longitude: 11.575 };
  const suva = { latitude: -18.14, longitude: 178.44 };

  test("distances are those of the globe", () => {
    expect(distance(berlin, munich) / 1000).toBeCloseTo(504, 0);
    expect(distance(suva, { ...suva, longitude: -179 }) / 1000).toBeLessThan(300);
  });

  test("the nearest comes first, where it is known from where", () => {
    expect(nearestFirst([suva, munich, berlin], berlin)).toEqual([berlin, munich, suva]);
    expect(nearestFirst([suva, munich], undefined)).toEqual([suva, munich]);
  });

  test.each([[[berlin, munich, suva]], [[berlin]], [[berlin, berlin]]])(
    "every place is in the picture",
    (places) => {
      const { x, y } = projectionOf(places, 480, 300);
      for (const place of places) {
        expect(x(place)).toBeGreaterThanOrEqual(0);
        expect(x(place)).toBeLessThanOrEqual(480);
        expect(y(place)).toBeGreaterThanOrEqual(0);
        expect(y(place)).toBeLessThanOrEqual(300);
      }
    },
  );

  test("north is up and east is right", () => {
    const { x, y } = projectionOf([berlin, munich], 480, 300);
    expect(y(berlin)).toBeLessThan(y(munich));
    expect(x(berlin)).toBeGreaterThan(x(munich));
  });

  test("lines stand at multiples of the step", () => {
    expect(gridLines(0.9, 3.1, 1)).toEqual([1, 2, 3]);
  });
});

test("a form says what was said, and takes back what was emptied", () => {
  const about = aboutOf({ languages: ["EN"], adult_allowed: false, city: "Lima", gender: "OTHER" });
  expect(formOf({ ...about, city: " ", full_name: " Ada " })).toEqual({
    full_name: "Ada",
    country: null,
    citizenship: null,
    languages: ["EN"],
    date_of_birth: null,
    gender: "OTHER",
    city: null,
    education: null,
    adult_allowed: false,
  });
});
