/** Samples that are answered by choosing and typing, and what else has to hold of them. */
import { expect, test } from "@playwright/test";
import { keys, radio, tabTo, task } from "./sample";
import { answer, expectSent, open, submit, testUsers, useSamples } from "./story";
import { choices } from "./users/choices";

useSamples();
testUsers(choices);

test.describe("01 image classification", () => {
  test("keys act on the task in focus", async ({ page }) => {
    await open(page, "01", { tasks: 2 });
    await keys(page, "4");
    expect([await answer(page, 0), await answer(page, 1)]).toEqual([{ result: "cat" }, {}]);
    await tabTo(page, task(page, 1).getByRole("radio").first());
    await keys(page, "4");
    expect(await answer(page, 1)).toEqual({ result: "cat" });
    expect(await submit(page)).toBe(true);
  });

  test("the picture is square, and a click does not open it", async ({ page }) => {
    await open(page, "01");
    const picture = page.getByRole("img").or(page.locator("img")).first();
    await expect(picture).toBeVisible();
    const box = await page.locator('[data-type="view.image"] .tb-image').boundingBox();
    expect(box?.width).toBeCloseTo(box?.height ?? 0, 0);
    await picture.click();
    await expect(page.getByRole("dialog")).toBeHidden();
  });
});

test("12: narrow, the panel goes under the content", async ({ page }) => {
  const panel = async () => {
    const picture = await page.locator('[data-type="view.image"]').boundingBox();
    const choice = await page.getByRole("radiogroup").boundingBox();
    if (!picture || !choice) throw new Error("Something is not shown");
    return choice.x >= picture.x + picture.width ? "beside" : "under";
  };
  await open(page, "12");
  expect(await panel()).toBe("beside");
  await page.setViewportSize({ width: 420, height: 800 });
  await expect.poll(panel).toBe("under");
});

test("16: that there is no answer is one, whatever was typed before", async ({ page }) => {
  await open(page, "16");
  await radio(page, "Yes").check();
  await page.getByRole("textbox", { name: "Paste an answer" }).fill("March");
  await radio(page, "No").check();
  await expectSent(page, { is_possible: "no" });
});

test.describe("20 reset a branch", () => {
  test("the trigger that runs at once has written, and nothing is wrong yet", async ({ page }) => {
    await open(page, "20");
    expect(await answer(page)).toEqual({ assignment: "assignment-1" });
    await expect(page.getByRole("alert").filter({ visible: true, hasText: /./ })).toHaveCount(0);
  });

  test("neither needs no breed", async ({ page }) => {
    await open(page, "20");
    await radio(page, "Neither").click();
    await expect(page.getByText("Nothing more to ask.")).toBeVisible();
    await expectSent(page, { animal: "none", assignment: "assignment-1" });
  });

  test("the notice stands once above several tasks", async ({ page }) => {
    await open(page, "20", { tasks: 2 });
    await expect(task(page, 1)).toBeVisible();
    await expect(page.getByText("The instructions changed today.")).toHaveCount(1);
    await expect(page.locator("[data-task]").getByText("The instructions changed today.")).toHaveCount(0);
  });
});

test.describe("25 training with hints", () => {
  test("keys go from task to task", async ({ page }) => {
    await open(page, "25", { tasks: 2 });
    await keys(page, "2");
    await tabTo(page, task(page, 1).getByRole("radio").first());
    await keys(page, "1");
    expect([await answer(page, 0), await answer(page, 1)]).toEqual([
      { sentiment: "neg" },
      { sentiment: "pos" },
    ]);
    expect(await submit(page)).toBe(true);
  });

  test("a hint stands in red above its task, and nowhere before it is sent", async ({ page }) => {
    const { tasks } = await open(page, "25", { tasks: 2 });
    const hint = tasks[0]?.message_on_unknown_solution ?? "";
    expect(await page.content()).not.toContain(hint);
    await open(page, "25", { tasks: 2, mistakes: { 0: hint } });
    const block = task(page, 0).getByRole("alert").filter({ hasText: hint });
    await expect(block).toBeVisible();
    expect((await block.boundingBox())?.y).toBeLessThan(
      (await task(page, 0).getByText("Arrived broken").boundingBox())?.y ?? 0,
    );
    await expect(task(page, 1).locator(".tb-mistake")).toHaveCount(0);
  });
});
