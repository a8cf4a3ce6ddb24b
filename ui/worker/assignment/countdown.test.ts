import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Countdown } from "./countdown";

const PAGE = { now: "2030-05-01T10:00:00Z", expires: "2030-05-01T10:10:00Z" };

beforeEach(() => void vi.useFakeTimers({ now: Date.parse("1999-01-01T00:00:00Z") }));
afterEach(() => void vi.useRealTimers());

test("goes by what the server says, whatever the browser believes the time to be", () => {
  const left = new Countdown(PAGE);
  expect(left.seconds).toBe(600);
  vi.advanceTimersByTime(90_500);
  expect(left.seconds).toBe(510);
});

test("a clock that is put back gives no time, one that is put forward takes it until somebody asks", () => {
  const left = new Countdown(PAGE);
  vi.advanceTimersByTime(60_000);
  vi.setSystemTime(Date.parse("1990-01-01T00:00:00Z"));
  expect(left.seconds).toBe(540);
  vi.setSystemTime(Date.parse("1999-01-01T03:00:00Z"));
  expect(left.seconds).toBe(0);
  expect(new Countdown({ ...PAGE, now: "2030-05-01T10:01:00Z" }).seconds).toBe(540);
});
