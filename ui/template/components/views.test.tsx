// @vitest-environment happy-dom
import { render } from "preact";
import { describe, expect, test } from "vitest";
import { compile } from "~/template/engine/config";
import type { Host, Mode } from "~/template/engine/host";
import { Task } from "~/template/engine/task";
import { Shown, safeLink, Views } from "~/template/view";
import { sharesOf } from "./layout.columns/view";
import { titleOf } from "./layout.side-by-side/view";
import { registry } from "./schemas";
import { frameOf } from "./view.iframe/address";
import type { ImageMemory } from "./view.image/schema";
import { views } from "./views";

function open(view: object, mode: Mode = "work"): Task {
  const host: Host = {
    mode,
    assignmentId: "a1",
    searchEngines: {},
    tiles: undefined,
    translate: () => undefined,
    proxyUrl: (path) => path,
    openLink: () => {},
    watchLocation: () => () => {},
    upload: () => {
      throw new Error("no uploads here");
    },
    file: () => Promise.reject(new Error("no files here")),
  };
  const task = new Task(compile({ view }, registry), host, {
    id: "t",
    input: { price: 5 },
    output: undefined,
  });
  task.begin();
  return task;
}

describe("a picture", () => {
  test("is turned by quarters, opened as it is told, and fitted again once it is closed", () => {
    const mount = open({ type: "view.image", url: "/a.png" }).root.peek();
    if (!mount) throw new Error("nothing was mounted");
    const { opened, rotation, zoomed } = mount.memory as ImageMemory;
    for (const to of ["left", "left", "right", undefined]) mount.ask("rotate", to);
    expect(rotation.peek()).toBe(0);
    mount.ask("rotate", "left");
    expect(rotation.peek()).toBe(270);
    mount.ask("open-close");
    mount.ask("open-close", true);
    mount.ask("zoom-in-out");
    expect([opened.peek(), zoomed.peek()]).toEqual([true, true]);
    mount.ask("open-close");
    expect([opened.peek(), zoomed.peek()]).toEqual([false, false]);
  });
});

test("what a text cannot be shown as is no text, and no fault", () => {
  const label = { type: "view.divider" };
  const content = { box: { type: "view.text", content: "x" }, price: 5 };
  const place = document.createElement("div");
  const mount = open({ type: "view.text", label, content }).root.peek();
  if (!mount) throw new Error("nothing was mounted");
  render(
    <Views.Provider value={views}>
      <Shown mount={mount} />
    </Views.Provider>,
    place,
  );
  expect(place.querySelector(".tb-text")?.textContent).toBe('{"price":5}');
  expect(place.querySelector(".tb-fault")).toBeNull();
});

test.each([
  [undefined, 3, [1, 1, 1]],
  [[1, 2], 5, [1, 2, 1, 2, 1]],
  [[1, 2, 3], 2, [1, 2]],
  [[-1, "3"], 2, [1, 1]],
])("the ratio %j gives %d columns %j", (ratio, count, shares) => {
  expect(sharesOf(ratio, count)).toEqual(shares);
});

test.each([
  [0, "A"],
  [25, "Z"],
  [26, "A1"],
  [52, "A2"],
])("item %d side by side is titled %s", (index, title) => {
  expect(titleOf(index)).toBe(title);
});

describe("pages in frames", () => {
  const page = { href: "https://talka.example/app/x", origin: "https://talka.example", protocol: "https:" };

  test("keep their origin, unless it is ours", () => {
    const trusted = "allow-scripts allow-forms allow-popups allow-same-origin";
    const distrusted = "allow-scripts allow-forms allow-popups";
    expect(frameOf("https://shop.example/a", page)).toEqual({
      address: "https://shop.example/a",
      sandbox: trusted,
    });
    for (const url of ["/api/file", "https://talka.example/api", "//talka.example/api"]) {
      expect(frameOf(url, page)).toMatchObject({ sandbox: distrusted });
    }
  });

  test.each([
    [undefined, "none"],
    [" ", "none"],
    ["javascript:alert(1)", "bad"],
    ["data:text/html,x", "bad"],
    ["page", "bad"],
    ["http://shop.example/", "mixed"],
  ])("%s is refused: %s", (url, fault) => {
    expect(frameOf(url, page)).toEqual({ fault });
  });
});

test.each([
  ["https://a.example/x", true],
  ["/api/file", true],
  ["javascript:alert(1)", false],
  ["mailto:a@b.example", false],
  ["x", false],
])("%s is followed: %s", (url, isFollowed) => {
  expect(safeLink(url) !== undefined).toBe(isFollowed);
});

test.each(["work", "read-only", "markup", "preview"] as const)(
  "the stores are shown in a preview only: %s",
  (mode) => {
    const root = open({ type: "view.debug" }, mode).root.peek();
    const place = document.createElement("div");
    if (root) {
      render(
        <Views.Provider value={views}>
          <Shown mount={root} />
        </Views.Provider>,
        place,
      );
    }
    expect(place.textContent?.includes("price")).toBe(mode === "preview");
    render(null, place);
  },
);
