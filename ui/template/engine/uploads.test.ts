import { signal } from "@preact/signals";
import { expect, test } from "vitest";
import { Uploads } from "./uploads";

test("a submit waits until no file is under way, those that failed included", async () => {
  const uploads = new Uploads();
  let store = (_: string) => {};
  let fail = (_: Error) => {};
  const first = uploads.track(new Promise<string>((resolve) => (store = resolve)));
  const second = uploads.track(new Promise<string>((_, reject) => (fail = reject)));
  const seen: string[] = [];
  const finished = uploads.finished().then(() => seen.push("finished"));
  store("id");
  await first;
  expect([uploads.running.peek(), seen]).toEqual([1, []]);
  fail(new Error("lost"));
  await expect(second).rejects.toThrow("lost");
  await finished;
  expect(uploads.running.peek()).toBe(0);
});

test("how far they are counts those that are there already, and none that was let go", async () => {
  const uploads = new Uploads();
  const ends: (() => void)[] = [];
  const begin = (share: number) => {
    const shares = signal(share);
    const done = uploads.track(new Promise<void>((resolve) => ends.push(resolve)), shares);
    return { shares, done };
  };
  const [first, second, third] = [begin(0.5), begin(0), begin(0.1)] as const;
  expect(uploads.share.peek()).toBeCloseTo(0.2);
  first.shares.value = 1;
  ends[0]?.();
  await first.done;
  ends[2]?.();
  await third.done;
  expect([uploads.running.peek(), uploads.share.peek()]).toEqual([1, 0.5]);
  ends[1]?.();
  await second.done;
  expect([uploads.running.peek(), uploads.share.peek()]).toEqual([0, 0]);
});

test("whoever loses patience goes on, and what is under way stays so", async () => {
  const uploads = new Uploads();
  let store = () => {};
  const done = uploads.track(new Promise<void>((resolve) => (store = resolve)));
  const waited = uploads.finished();
  uploads.stopWaiting();
  expect(await waited).toBe(false);
  expect(uploads.running.peek()).toBe(1);
  const again = uploads.finished();
  store();
  await done;
  expect(await again).toBe(true);
  expect(await uploads.finished()).toBe(true);
});
