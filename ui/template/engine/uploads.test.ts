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
