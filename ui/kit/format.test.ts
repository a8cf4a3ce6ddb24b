import { expect, test } from "vitest";
import { formatDistance, formatDuration, formatMoney, formatShare, formatTime } from "./format";

const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, " ");

test.each([
  [0.05, "USD", "en", "$0.05"],
  [0.000125, "USD", "en", "$0.000125"],
  [1234.5, "EUR", "de", "1.234,50 €"],
  [3, "points", "en", "3.00 points"],
  [3, "", "en", "3.00"],
])("%d of %s in %s", (amount, currency, language, wanted) => {
  expect(plain(formatMoney(amount, currency, language))).toBe(wanted);
});

test.each([
  [0, "0 sec"],
  [45, "45 sec"],
  [600, "10 min"],
  [5400, "1 hr 30 min"],
  [90_061, "1 day 1 hr"],
  [86_400, "1 day"],
  [-5, "0 sec"],
])("%d seconds in the two largest units", (seconds, wanted) => {
  expect(plain(formatDuration(seconds, "en"))).toBe(wanted);
});

test("shares are in percent, as the language writes it", () => {
  expect(formatShare(0.5, "en")).toBe("50%");
  expect(plain(formatShare(0.5, "de"))).toBe("50 %");
});

test("distances are in metres as long as that is short", () => {
  expect(plain(formatDistance(42.4, "en"))).toBe("42 m");
  expect(plain(formatDistance(12_345, "de"))).toBe("12,3 km");
});

test("the year is told only where it is another", () => {
  const now = new Date("2026-06-01T12:00:00Z");
  expect(formatTime("2026-03-02T10:05:00Z", "en", now)).not.toContain("2026");
  expect(formatTime("2024-03-02T10:05:00Z", "en", now)).toContain("2024");
});
