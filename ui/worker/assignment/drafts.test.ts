// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { DraftKeeper, forgetOldDrafts, newestDraft, type TaskDraft } from "./drafts";

const answers = (result: string): TaskDraft[] => [{ output_values: { result } }];

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test("an answer is in the browser at once, the next ones every half second", () => {
  const keeper = new DraftKeeper("soon", "w1", async () => {});
  keeper.changed(answers("a"));
  expect(newestDraft("soon", "w1", undefined)).toEqual(answers("a"));
  keeper.changed(answers("b"));
  expect(newestDraft("soon", "w1", undefined)).toEqual(answers("a"));
  vi.advanceTimersByTime(500);
  expect(newestDraft("soon", "w1", undefined)).toEqual(answers("b"));
  keeper.forget();
  expect(newestDraft("soon", "w1", undefined)).toBeUndefined();
});

test("what the server has not is newer than what it has", async () => {
  const keeper = new DraftKeeper("newer", "w1", async () => {});
  keeper.changed(answers("mine"));
  expect(newestDraft("newer", "w1", answers("theirs"))).toEqual(answers("mine"));
  await vi.advanceTimersByTimeAsync(3_000);
  expect(newestDraft("newer", "w1", answers("theirs"))).toEqual(answers("theirs"));
  keeper.forget();
});

test("what could not be sent stays newer, and is sent later", async () => {
  const send = vi.fn().mockRejectedValueOnce(new Error("no network")).mockResolvedValue(undefined);
  const keeper = new DraftKeeper("later", "w1", send);
  keeper.changed(answers("mine"));
  await vi.advanceTimersByTimeAsync(3_000);
  expect(newestDraft("later", "w1", answers("theirs"))).toEqual(answers("mine"));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(send).toHaveBeenCalledTimes(2);
  expect(newestDraft("later", "w1", answers("theirs"))).toEqual(answers("theirs"));
  keeper.forget();
});

test("a very long draft is the server's alone", async () => {
  const send = vi.fn().mockResolvedValue(undefined);
  const keeper = new DraftKeeper("long", "w1", send);
  keeper.changed(answers("short"));
  vi.advanceTimersByTime(500);
  keeper.changed(answers("x".repeat(1_100_000)));
  vi.advanceTimersByTime(500);
  expect(newestDraft("long", "w1", answers("theirs"))).toEqual(answers("theirs"));
  await vi.advanceTimersByTimeAsync(3_000);
  expect(send).toHaveBeenCalledTimes(1);
  expect(newestDraft("long", "w1", undefined)).toBeUndefined();
  keeper.forget();
});

test("of drafts that the server has, the newest few megabytes stay, and all that it has not", () => {
  const keep = (id: string, at: number, sent: boolean): void =>
    localStorage.setItem(
      `talka-draft:${id}`,
      JSON.stringify({ worker: "w1", at, sent, tasks: answers("x".repeat(900_000)) }),
    );
  const now = Date.now();
  keep("oldest", now - 4, true);
  keep("unsent", now - 3, false);
  keep("old", now - 2, true);
  keep("new", now - 1, true);
  keep("ancient", now - 15 * 86_400_000, false);
  forgetOldDrafts(now, "none");
  const left = ["oldest", "unsent", "old", "new", "ancient"].filter((id) => newestDraft(id, "w1", undefined));
  expect(left).toEqual(["unsent", "old", "new"]);
  localStorage.clear();
});

test("one worker's draft is nothing to another, and the server's word is", () => {
  const keeper = new DraftKeeper("shared", "w1", async () => {});
  keeper.changed(answers("mine"));
  expect(newestDraft("shared", "w2", undefined)).toBeUndefined();
  expect(newestDraft("shared", "w2", answers("theirs"))).toEqual(answers("theirs"));
  expect(newestDraft("shared", "w1", undefined)).toEqual(answers("mine"));
  keeper.forget();
});

test("while a page is handed in nothing is sent besides, and what was on its way is called back", async () => {
  const signals: AbortSignal[] = [];
  const send = vi.fn((_: TaskDraft[], __: boolean, signal: AbortSignal) => {
    signals.push(signal);
    return new Promise<void>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  });
  const keeper = new DraftKeeper("handed in", "w1", send);
  keeper.changed(answers("a"));
  await vi.advanceTimersByTimeAsync(3_000);
  keeper.changed(answers("b"));
  keeper.pause();
  expect(signals[0]?.aborted).toBe(true);
  expect(newestDraft("handed in", "w1", answers("theirs"))).toEqual(answers("b"));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(send).toHaveBeenCalledTimes(1);
  keeper.resume();
  await vi.advanceTimersByTimeAsync(3_000);
  expect(send).toHaveBeenLastCalledWith(answers("b"), false, expect.any(AbortSignal));
  keeper.forget();
});

test("who leaves while it could not be handed in has a draft on the server", () => {
  const send = vi.fn(async () => {});
  const keeper = new DraftKeeper("left", "w1", send);
  keeper.changed(answers("a"));
  keeper.pause();
  keeper.flush();
  expect(send).toHaveBeenCalledWith(answers("a"), true, expect.any(AbortSignal));
  keeper.forget();
});

test("what the server has is not sent again", async () => {
  const send = vi.fn(async () => {});
  const keeper = new DraftKeeper("has", "w1", send);
  keeper.changed(answers("a"));
  await vi.advanceTimersByTimeAsync(3_000);
  keeper.flush();
  keeper.pause();
  keeper.resume();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(send).toHaveBeenCalledTimes(1);
  keeper.forget();
});
