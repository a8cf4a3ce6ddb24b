import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { DraftKeeper, newestDraft, type TaskDraft } from "./drafts";

const answers = (result: string): TaskDraft[] => [{ output_values: { result } }];

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test("an answer is in the browser at once, the next ones every half second", () => {
  const keeper = new DraftKeeper("soon", async () => {});
  keeper.changed(answers("a"));
  expect(newestDraft("soon", undefined)).toEqual(answers("a"));
  keeper.changed(answers("b"));
  expect(newestDraft("soon", undefined)).toEqual(answers("a"));
  vi.advanceTimersByTime(500);
  expect(newestDraft("soon", undefined)).toEqual(answers("b"));
  keeper.forget();
  expect(newestDraft("soon", undefined)).toBeUndefined();
});

test("what the server has not is newer than what it has", async () => {
  const keeper = new DraftKeeper("newer", async () => {});
  keeper.changed(answers("mine"));
  expect(newestDraft("newer", answers("theirs"))).toEqual(answers("mine"));
  await vi.advanceTimersByTimeAsync(3_000);
  expect(newestDraft("newer", answers("theirs"))).toEqual(answers("theirs"));
  keeper.forget();
});

test("what could not be sent stays newer, and is sent later", async () => {
  const send = vi.fn().mockRejectedValueOnce(new Error("no network")).mockResolvedValue(undefined);
  const keeper = new DraftKeeper("later", send);
  keeper.changed(answers("mine"));
  await vi.advanceTimersByTimeAsync(3_000);
  expect(newestDraft("later", answers("theirs"))).toEqual(answers("mine"));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(send).toHaveBeenCalledTimes(2);
  expect(newestDraft("later", answers("theirs"))).toEqual(answers("theirs"));
  keeper.forget();
});
