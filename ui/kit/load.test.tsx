// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { beforeEach, expect, test } from "vitest";
import { type Listed, type Loaded, useLoaded, usePages } from "./load";

const place = document.createElement("div");
let asked: { signal: AbortSignal; resolve: (data: string) => void; reject: (error: unknown) => void }[] = [];
let last: Loaded<string> | undefined;

function Shown({ name }: { name: string }) {
  last = useLoaded(
    (signal) => new Promise<string>((resolve, reject) => asked.push({ signal, resolve, reject })),
    name,
  );
  return <p>{last.data}</p>;
}

/** Do something, and let all that follows from it happen. */
function settled(action: () => unknown): Promise<void> {
  return act(async () => {
    action();
    await new Promise((resolve) => setTimeout(resolve));
  });
}

const show = (name: string) => settled(() => render(<Shown name={name} />, place));

beforeEach(() => {
  render(null, place);
  asked = [];
});

test("what was asked for before is given up, and never shown for what is asked for now", async () => {
  await show("a");
  await show("b");
  expect(asked.map(({ signal }) => signal.aborted)).toEqual([true, false]);
  await settled(() => asked[0]?.resolve("of a"));
  expect(last).toMatchObject({ data: undefined, loading: true });
  await settled(() => asked[1]?.resolve("of b"));
  expect(last).toMatchObject({ data: "of b", loading: false });
  expect(place.textContent).toBe("of b");
});

test("loading anew keeps what is there until its successor is, and through a failure", async () => {
  await show("a");
  await settled(() => asked[0]?.resolve("first"));
  await settled(() => last?.reload());
  expect(last).toMatchObject({ data: "first", loading: true });
  await settled(() => asked[1]?.reject(new Error("no")));
  expect(last).toMatchObject({ data: "first", loading: false });
  expect(last?.error).toBeInstanceOf(Error);
  await settled(() => last?.reload());
  await settled(() => asked[2]?.resolve("second"));
  expect(last).toMatchObject({ data: "second", error: undefined });
});

test("whoever leaves is told nothing more", async () => {
  await show("a");
  await settled(() => render(null, place));
  expect(asked[0]?.signal.aborted).toBe(true);
});

test("further pages follow the last line of those that are there", async () => {
  const lines = ["5", "4", "3", "2", "1"].map((id) => ({ id }));
  const load = async (before: string | undefined) => {
    const start = before === undefined ? 0 : lines.findIndex(({ id }) => id === before) + 1;
    return { items: lines.slice(start, start + 2), has_more: start + 2 < lines.length };
  };
  let list: Listed<{ id: string }> | undefined;
  function List() {
    list = usePages(load);
    return null;
  }
  await settled(() => render(<List />, place));
  // Effects run at the end of that; what they asked for comes now.
  await settled(() => undefined);
  for (let page = 0; page < 2; page++) {
    expect(list?.hasMore).toBe(true);
    await settled(() => list?.more());
  }
  expect(list?.hasMore).toBe(false);
  expect(list?.data?.map(({ id }) => id)).toEqual(["5", "4", "3", "2", "1"]);
});
