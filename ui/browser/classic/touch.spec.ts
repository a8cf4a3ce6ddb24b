/**
 * Classic interfaces by finger. The browser keeps the frame in the app's own process, as those of phones mostly do: taps
 * that Chromium's debugger emulates fall beside their places in frames of other processes.
 */
import type { Page } from "@playwright/test";
import { FRAMES_TOGETHER } from "../chromium";
import { openEditor, result } from "./editor";
import { expect, HANDLEBARS, test } from "./fixtures";
import { file, photo } from "./photo";

test.use({ ...FRAMES_TOGETHER, hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } });

/** A finger that goes from one place of the screen to another; where it ends is let go. */
async function swipe(page: Page, from: [number, number], to: [number, number]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const touch = (
    type: "touchStart" | "touchMove" | "touchEnd",
    points: Array<[number, number]>,
  ): Promise<unknown> =>
    session.send("Input.dispatchTouchEvent", { type, touchPoints: points.map(([x, y]) => ({ x, y })) });
  await touch("touchStart", [from]);
  for (let step = 1; step <= 5; step += 1) {
    await touch("touchMove", [
      [from[0] + ((to[0] - from[0]) * step) / 5, from[1] + ((to[1] - from[1]) * step) / 5],
    ]);
  }
  await touch("touchEnd", []);
  await session.detach();
}

test("a rectangle is pulled, chosen, moved, and pulled by its corner", async ({ suite }) => {
  const canvas = await openEditor(suite, {
    styles: ".image-annotation-editor__shape-polygon { display: none }",
  });
  const box = await canvas.boundingBox();
  if (box === null) throw new Error("no picture");
  const at = (x: number, y: number): [number, number] => [box.x + x * box.width, box.y + y * box.height];
  const near = (value: number): unknown => expect.closeTo(value, 1);
  const data = async (): Promise<unknown> => ((await result(suite)) as Array<{ data: unknown }>)[0]?.data;
  await swipe(suite.page, at(0.2, 0.2), at(0.4, 0.4));
  await expect(canvas.locator("[data-area]")).toHaveCount(1);
  expect(await data()).toEqual({ p1: { x: near(0.2), y: near(0.2) }, p2: { x: near(0.4), y: near(0.4) } });
  await swipe(suite.page, at(0.3, 0.3), at(0.5, 0.5));
  expect(await data()).toEqual({ p1: { x: near(0.4), y: near(0.4) }, p2: { x: near(0.6), y: near(0.6) } });
  await swipe(suite.page, at(0.6, 0.6), at(0.9, 0.8));
  expect(await data()).toEqual({ p1: { x: near(0.4), y: near(0.4) }, p2: { x: near(0.9), y: near(0.8) } });
  expect(await suite.page.evaluate(() => scrollY)).toBe(0);
});

test("where polygons are drawn, a swipe over the picture moves the page", async ({ suite }) => {
  const canvas = await openEditor(suite);
  await suite.page.evaluate(() => document.body.style.setProperty("min-height", "3000px"));
  const box = await canvas.boundingBox();
  if (box === null) throw new Error("no picture");
  await swipe(suite.page, [box.x + 100, box.y + 200], [box.x + 100, box.y + 20]);
  await expect.poll(() => suite.page.evaluate(() => scrollY)).toBeGreaterThan(50);
  await expect(canvas.locator("circle, polygon")).toHaveCount(0);
});

test("every field takes a tap", async ({ suite }) => {
  const markup = `{{field type="radio" name="r" value="a" label="A"}}{{field type="radio" name="r" value="b" label="B"}}
    {{field type="checkbox" name="c" label="Sure"}}{{field type="input" name="i"}}{{field type="textarea" name="t"}}
    {{#field type="select" name="s"}}{{select_item value="x" text="X"}}{{/field}}
    {{field type="suggest" name="g" source=list}}{{field type="button-clicked" name="b" label="Open" href="https://example.com/"}}
    {{field type="file-img" name="f" sources="CAMERA"}}{{iframe src="https://pages.example/" zoom=true}}`;
  await suite.page.route("https://pages.example/**", (route) =>
    route.fulfill({ contentType: "text/html", body: "<p>Page</p>" }),
  );
  const optional = (type: string) => ({ type, required: false });
  await suite.open({
    viewSpec: { markup, assets: HANDLEBARS },
    tasks: [{ id: "task-0", input_values: { list: ["one", "two"] } }],
    outputSpec: {
      r: optional("string"),
      c: optional("boolean"),
      f: optional("file"),
      b: optional("boolean"),
    },
  });
  const task = suite.task();
  await task.getByText("B", { exact: true }).tap();
  await task.getByText("Sure").tap();
  for (const name of ["i", "t"]) {
    await task.getByRole("textbox", { name }).tap();
    await suite.page.keyboard.type(name.repeat(2));
  }
  await task.getByRole("combobox", { name: "s" }).selectOption("X");
  await task.getByRole("combobox", { name: "g" }).tap();
  await task.getByRole("option", { name: "two" }).tap();
  await task.getByRole("link", { name: "Open" }).tap();
  const chosen = suite.page.waitForEvent("filechooser");
  await task.getByRole("button", { name: "Take a photo" }).tap();
  await (await chosen).setFiles(file(await photo(suite.page, 60, 40)));
  await expect(task.locator("[data-state=done]")).toBeVisible();
  await task.getByRole("button", { name: "Full size" }).tap();
  await expect(task.locator(".iframe_zoomed")).toBeVisible();
  const answers = {
    r: "b",
    c: true,
    i: "ii",
    t: "tt",
    s: "x",
    g: "two",
    b: true,
    f: expect.stringMatching(/1$/),
  };
  expect(await suite.submit()).toEqual({ kind: "solutions", solutions: [{ output_values: answers }] });
  const targets = task.locator("input:visible, button:visible, select, textarea, .field__choice, a.button");
  for (const target of await targets.all()) {
    if ((await target.getAttribute("type"))?.match(/radio|checkbox/)) continue;
    const box = await target.boundingBox();
    expect(box?.height, await target.evaluate((element) => element.outerHTML)).toBeGreaterThanOrEqual(44);
  }
});
