// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Channel } from "./channel";
import { Outbox } from "./outbox";
import type { FrameMessage } from "./protocol";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function outbox(): { box: Outbox; said: FrameMessage[] } {
  const said: FrameMessage[] = [];
  return {
    box: new Outbox({ send: (message: FrameMessage) => said.push(message) } as unknown as Channel),
    said,
  };
}
const height = (value: number): FrameMessage => ({ type: "height", height: value });

test("little is said at once", () => {
  const { box, said } = outbox();
  for (let count = 0; count < 200; count += 1) box.send(`${count}`, height(count));
  expect(said).toHaveLength(200);
});

test("of much, the newest of each kind goes in its turn, and the last is not lost", () => {
  const { box, said } = outbox();
  for (let count = 0; count < 10_000; count += 1) {
    box.send("one", height(count));
    vi.advanceTimersByTime(2);
  }
  // Twenty seconds: what was saved up, and 25 a second.
  expect(said.length).toBeLessThan(200 + 20 * 25 + 2);
  vi.advanceTimersByTime(50);
  expect(said.at(-1)).toEqual(height(9999));
});

test("what waits goes out when the page is hidden", () => {
  const { box, said } = outbox();
  for (let count = 0; count < 300; count += 1) box.send("one", height(count));
  expect(said.at(-1)).toEqual(height(199));
  vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
  document.dispatchEvent(new Event("visibilitychange"));
  expect(said.slice(200)).toEqual([height(299)]);
});
