// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test } from "vitest";
import { compile } from "~/template/engine/config";
import type { Host } from "~/template/engine/host";
import { Task } from "~/template/engine/task";
import { Shown, Views } from "~/template/view";
import { registry } from "../schemas";
import view from "./view";

const KINDS: Record<string, string> = { a: "image/jpeg", b: "video/mp4", c: "application/pdf" };

const host: Host = {
  mode: "read-only",
  assignmentId: "a1",
  searchEngines: {},
  tiles: undefined,
  translate: () => undefined,
  proxyUrl: (path) => path,
  openLink: () => {},
  watchLocation: () => () => {},
  upload: () => {
    throw new Error("nothing is sent where the page is only read");
  },
  file: async (id) => {
    const mediaType = KINDS[id];
    if (mediaType === undefined) throw new Error("gone");
    return { id, name: `file ${id}`, mediaType, size: 1, url: `https://files.example/${id}` };
  },
};

let root: HTMLElement;
beforeEach(() => {
  root = document.createElement("main");
  document.body.append(root);
});
afterEach(() => {
  render(null, root);
  root.remove();
});

async function show(ids: readonly string[]): Promise<void> {
  const field = { type: "field.media-file", multiple: true, data: { type: "data.output", path: "files" } };
  const task = new Task(compile({ view: field }, registry), host, {
    id: "t",
    input: {},
    output: { files: ids },
  });
  task.begin();
  const mount = task.root.peek();
  if (!mount) throw new Error("nothing is shown");
  await act(async () => {
    render(
      <Views.Provider value={new Map([["field.media-file", view]])}>
        <Shown mount={mount} />
      </Views.Provider>,
      root,
    );
  });
  await act(() => new Promise<void>((resolve) => setTimeout(resolve))); // what is lost is known a moment later
}

const button = (name: string) => root.querySelector<HTMLElement>(`button[aria-label="${name}"]`);
const press = (name: string) => act(() => button(name)?.click());

test("a picture opens over the page and turns; a file of another kind is a link; a lost one says so", async () => {
  await show(["a", "c", "lost"]);
  expect(root.querySelector("input")).toBeNull();
  expect(root.querySelector("a")?.getAttribute("href")).toBe("https://files.example/c");
  expect(root.textContent).toContain("The file is not available");
  await press("Open file a");
  const picture = root.querySelector<HTMLElement>("dialog img");
  expect(picture?.getAttribute("src")).toBe("https://files.example/a");
  await press("Turn to the right");
  expect(picture?.style.transform).toContain("rotate(90deg)");
  await press("Turn to the left");
  await press("Turn to the left");
  expect(picture?.style.transform).toContain("rotate(-90deg)");
  await press("Close");
  expect(root.querySelector("dialog")).toBeNull();
});

test("a film is played over the page", async () => {
  await show(["b"]);
  await press("Open file b");
  expect(root.querySelector("dialog video")?.getAttribute("src")).toBe("https://files.example/b");
  expect(button("Turn to the right")).toBeNull();
});
