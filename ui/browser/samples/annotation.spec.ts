/** Samples that are answered on a picture or in a text. */
import { expect, type Page, test } from "@playwright/test";
import { drag, onPicture, press, selectPiece, touch } from "~/template/components/annotation.acting";
import {
  answer,
  closely,
  expectRefused,
  expectSent,
  keys,
  type Output,
  open,
  radio,
  submit,
  tabTo,
  useSamples,
} from "./sample";

useSamples();

const tools = ["Point", "Rectangle", "Polygon"];

test.describe("02 bounding boxes", () => {
  test("by mouse: one tool, a box, and none once it is deleted", async ({ page }) => {
    const { solutions } = await open(page, "02");
    await expectRefused(page, "Please select an area");
    const counts = tools.map((name) => page.getByRole("button", { name, exact: true }).count());
    expect(await Promise.all(counts)).toEqual([0, 1, 0]);
    await drag(page, [64, 96], [224, 216]);
    expect(await answer(page)).toEqual(closely(solutions[0]?.output_values));
    await page.getByRole("button", { name: "Select", exact: true }).click();
    await press(page, 150, 150);
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    expect(await answer(page)).toEqual({});
    await expectRefused(page, "Please select an area");
    await page.getByRole("button", { name: "Rectangle", exact: true }).click();
    await drag(page, [64, 96], [224, 216]);
    await expectSent(page, closely(solutions[0]?.output_values) as Output);
  });

  test("by keyboard", async ({ page }) => {
    const { solutions } = await open(page, "02");
    await onPicture(page, 0, 0);
    await tabTo(page, page.getByRole("application", { name: "Picture" }));
    // From the middle: 256 px to the left and 144 up, then 160 to the right and 120 down.
    await keys(page, "Home", "Home", "Home", "Home", "PageUp", "PageUp", "PageUp", "Enter");
    await keys(page, "End", "End", "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight");
    await keys(page, "ArrowRight", "ArrowRight", "PageDown", "PageDown");
    await keys(page, "Shift+ArrowDown", "Shift+ArrowDown", "Enter");
    await expectSent(page, closely(solutions[0]?.output_values) as Output);
  });

  test("by touch", async ({ browser }) => {
    const context = await browser.newContext({ hasTouch: true, viewport: { width: 360, height: 740 } });
    const page = await context.newPage();
    const { serve } = await import("../stories/open");
    await serve(context);
    const { solutions } = await open(page, "02");
    const [from, to] = [await onPicture(page, 64, 96), await onPicture(page, 224, 216)];
    await touch(page, [from], [{ x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 }], [to]);
    await expectSent(page, closely(solutions[0]?.output_values) as Output);
    await context.close();
  });
});

test.describe("03 verify boxes", () => {
  test("by mouse: the box is there, and nothing to change it with", async ({ page }) => {
    const { solutions } = await open(page, "03");
    await expect(page.getByRole("img", { name: /^Rectangle 1/ })).toBeAttached();
    for (const name of [...tools, "Select", "Delete all"]) {
      await expect(page.getByRole("button", { name, exact: true })).toHaveCount(0);
    }
    await expectRefused(page);
    await radio(page, "Yes").check();
    await expectSent(page, solutions[0]?.output_values ?? {});
  });

  test("by keyboard", async ({ page }) => {
    const { solutions } = await open(page, "03");
    await keys(page, "2");
    expect(await answer(page)).toEqual({ result: "BAD" });
    await tabTo(page, radio(page, "No"));
    await keys(page, "ArrowUp");
    await expectSent(page, solutions[0]?.output_values ?? {});
  });
});

test.describe("04 polygons with labels", () => {
  const corners = [
    [120, 380],
    [320, 80],
    [520, 380],
  ] as const;

  test("by mouse and the shortcuts", async ({ page }) => {
    const { solutions } = await open(page, "04");
    await expectRefused(page, "Outline at least one figure");
    await onPicture(page, 0, 0);
    await keys(page, "r");
    await press(page, 120, 380);
    await press(page, 320, 80);
    await keys(page, "a");
    await expect(page.getByText("at least three vertices")).toBeVisible();
    expect(await answer(page)).toEqual({});
    await keys(page, "s");
    await page.getByRole("dialog").getByRole("button").last().click();
    await expect(page.getByRole("dialog")).toBeHidden();
    await keys(page, "r");
    for (const [x, y] of corners) await press(page, x, y);
    await keys(page, "3", "a");
    await keys(page, "w", "2");
    await press(page, 320, 240);
    await expectSent(page, closely(solutions[0]?.output_values) as Output);
  });

  test("by keyboard", async ({ page }) => {
    const { solutions } = await open(page, "04");
    await onPicture(page, 0, 0);
    await tabTo(page, page.getByRole("application", { name: "Picture" }));
    await keys(page, "r", "3");
    // From the middle 200 px to the left and 140 down; 300 up and 200 to the right; and so on.
    await keys(page, "Home", "Home", "Home", "ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowLeft");
    await keys(page, "ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowLeft", "PageDown", "PageDown");
    await keys(page, "Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowDown");
    await keys(page, "ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", "Enter");
    const up = [...Array(6).fill("PageUp"), "Shift+ArrowUp", "ArrowUp", "ArrowUp"];
    const right = [...Array(3).fill("End"), ...Array(8).fill("ArrowRight")];
    const down = [...Array(6).fill("PageDown"), "Shift+ArrowDown", "ArrowDown", "ArrowDown"];
    await keys(page, ...up, ...right, "Enter", ...down, ...right, "Enter", "a");
    await keys(page, "w", "2", ...Array(3).fill("Home"), ...Array(8).fill("ArrowLeft"));
    await keys(page, "PageUp", "PageUp", ...Array(4).fill("Shift+ArrowUp"), ...Array(4).fill("ArrowUp"));
    await keys(page, "Enter");
    await expectSent(page, closely(solutions[0]?.output_values) as Output);
  });

  test("3 is the label of the chosen shape too", async ({ page }) => {
    await open(page, "04");
    await onPicture(page, 0, 0);
    await keys(page, "w", "1");
    await press(page, 320, 240);
    expect(await answer(page)).toMatchObject({ result: [{ label: "square" }] });
    await keys(page, "q");
    await press(page, 320, 240);
    await keys(page, "3");
    expect(await answer(page)).toMatchObject({ result: [{ label: "triangle" }] });
    expect(await submit(page)).toBe(true);
  });
});

test.describe("05 text annotation", () => {
  const marks = async (page: Page) =>
    ((await answer(page)).entities as { label: string; segment: string }[]).map(
      ({ label, segment }) => `${label}: ${segment.trim()}`,
    );

  test("by mouse, and the shortcuts", async ({ page }) => {
    const { solutions } = await open(page, "05");
    await expectRefused(page, "Mark at least one word");
    await selectPiece(page, "cm");
    await keys(page, "1");
    expect(await answer(page)).toEqual({
      entities: [{ label: "maker", offset: 0, length: 4, segment: "Acme" }],
    });
    await selectPiece(page, "20 blue");
    await keys(page, "2");
    await selectPiece(page, "blue");
    await keys(page, "3");
    expect(await marks(page)).toEqual(["maker: Acme", "amount: 20", "place: blue"]);
    await selectPiece(page, "lu");
    await keys(page, "3");
    await selectPiece(page, "isbo");
    await keys(page, "3");
    await expectSent(page, solutions[0]?.output_values ?? {});
    for (const piece of ["Acme", "20", "Lisbon"]) {
      await selectPiece(page, piece);
      await keys(page, "c");
    }
    expect(await answer(page)).toEqual({});
  });

  test("by keyboard", async ({ page }) => {
    const { solutions } = await open(page, "05");
    await tabTo(page, page.getByRole("application", { name: "Text to mark" }));
    await keys(page, "Home", "Shift+ArrowRight", "Shift+ArrowRight", "1");
    await keys(page, "Home", ...Array(10).fill("ArrowRight"), "Shift+ArrowRight", "2");
    await keys(page, "Home", ...Array(30).fill("ArrowRight"), "Shift+ArrowRight", "Shift+ArrowRight", "3");
    await expectSent(page, solutions[0]?.output_values ?? {});
  });
});
