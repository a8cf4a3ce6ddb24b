/** Samples that are answered by choosing and typing. */
import { expect, test } from "@playwright/test";
import {
  answer,
  expectRefused,
  expectSent,
  keys,
  open,
  radio,
  submit,
  tabTo,
  task,
  useSamples,
} from "./sample";

useSamples();

test.describe("01 image classification", () => {
  test("by mouse", async ({ page }) => {
    const { solutions } = await open(page, "01");
    await expectRefused(page);
    await radio(page, "Cat").click();
    await expectSent(page, solutions[0]?.output_values ?? {});
  });

  test("by touch", async ({ browser }) => {
    const context = await browser.newContext({ hasTouch: true, viewport: { width: 360, height: 740 } });
    const page = await context.newPage();
    const { serve } = await import("../stories/open");
    await serve(context);
    const { solutions } = await open(page, "01");
    await radio(page, "Cat").tap();
    await expectSent(page, solutions[0]?.output_values ?? {});
    await context.close();
  });

  test("by keyboard: 4 is the fourth button, and each button shows its key", async ({ page }) => {
    await open(page, "01", { tasks: 2 });
    await keys(page, "4");
    expect([await answer(page, 0), await answer(page, 1)]).toEqual([{ result: "cat" }, {}]);
    const first = task(page, 0);
    await expect(first.getByRole("radio", { checked: true })).toHaveAccessibleName("Cat");
    await expect(first.locator(".tb-key")).toHaveText(["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"]);
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

test.describe("10 survey", () => {
  const choose = ["Home office", "A lot", "I practice meditation", "No, I don't need them"];
  const expected = {
    workmode: "home",
    stress: "alot",
    coping: { sport: true, sleeping: true },
    meditation: "practice",
    honeypot: "yes",
    apps: "dontneed",
  };

  test("by mouse; nothing ticked is no answer", async ({ page }) => {
    await open(page, "10");
    await expectRefused(page, "Select an option", "Choose one or more options");
    await expect(page.getByRole("alert").filter({ visible: true, hasText: /./ })).toHaveCount(6);
    for (const name of choose) await radio(page, name).check();
    await page
      .getByRole("radiogroup", { name: "Are you now completing a survey on Toloka?" })
      .getByRole("radio", { name: "Yes" })
      .check();
    await page.getByRole("checkbox", { name: "Sport" }).check();
    expect(await answer(page)).toMatchObject({ coping: { sport: true } });
    await page.getByRole("checkbox", { name: "Sport" }).uncheck();
    expect(await answer(page)).not.toHaveProperty("coping");
    await expectRefused(page, "Choose one or more options");
    await page.getByRole("checkbox", { name: "Sport" }).check();
    await page.getByRole("checkbox", { name: "Sleeping" }).check();
    await expectSent(page, expected);
  });

  test("by keyboard", async ({ page }) => {
    await open(page, "10");
    const group = (name: string) => page.getByRole("radiogroup", { name });
    await tabTo(page, radio(page, "Office").first());
    await keys(page, "ArrowDown");
    await tabTo(page, radio(page, "A lot"));
    await keys(page, "Space");
    await tabTo(page, page.getByRole("checkbox", { name: "Sleeping" }));
    await keys(page, "Space");
    await tabTo(page, page.getByRole("checkbox", { name: "Sport" }));
    await keys(page, "Space");
    await tabTo(page, radio(page, "I practice meditation"));
    await keys(page, "Space");
    await tabTo(page, group("Are you now completing").getByRole("radio", { name: "Yes" }));
    await keys(page, "Space");
    await tabTo(page, group("Do you buy mobile apps?").getByRole("radio").first());
    await keys(page, "ArrowDown");
    await expectSent(page, expected);
  });
});

test.describe("11 branching by intent", () => {
  test("by mouse: one path for both branches keeps its value", async ({ page }) => {
    const { solutions } = await open(page, "11");
    await expectRefused(page);
    await radio(page, "Travel").click();
    await expectRefused(page, "please select the relevant intent");
    await radio(page, "Timezone").check();
    await radio(page, "Kitchen").click();
    await expect(radio(page, "Timezone")).toBeHidden();
    expect(await answer(page)).toEqual({ domain: "kitchen", intent: "timezone" });
    await expect(
      page.getByRole("radiogroup", { name: "intent" }).getByRole("radio", { checked: true }),
    ).toHaveCount(0);
    await radio(page, "Recipe").check();
    await expectSent(page, solutions[0]?.output_values ?? {});
  });

  test("by keyboard, hints among the options too", async ({ page }) => {
    const { solutions } = await open(page, "11");
    await tabTo(page, radio(page, "Kitchen"));
    await keys(page, "Space");
    await tabTo(page, page.getByRole("button", { name: "Explanation" }).first());
    await keys(page, "Enter");
    await expect(page.getByText("whether a restaurant is worth the visit")).toBeVisible();
    await keys(page, "Escape");
    await expect(page.getByText("whether a restaurant is worth the visit")).toBeHidden();
    await tabTo(page, radio(page, "Restaurant review"), true);
    await keys(page, "ArrowUp");
    await expectSent(page, solutions[0]?.output_values ?? {});
  });
});

test.describe("12 search relevance", () => {
  test("by mouse: the search opens in a tab of its own", async ({ page }) => {
    const { solutions } = await open(page, "12");
    await expect(page.locator("strong", { hasText: "Orange" })).toBeVisible();
    await expectRefused(page);
    const opened = page.waitForEvent("popup");
    await page.getByRole("button", { name: "Search query in Google" }).click();
    await expect(await opened).toHaveURL("https://example.com/search?q=orange+ball");
    await radio(page, "Relevant").first().check();
    await expectSent(page, solutions[0]?.output_values ?? {});
  });

  test("by keyboard", async ({ page }) => {
    const { solutions } = await open(page, "12");
    await tabTo(page, page.getByRole("button", { name: "Search query in Google" }));
    const opened = page.waitForEvent("popup");
    await keys(page, "Enter");
    await (await opened).close();
    await tabTo(page, radio(page, "Relevant").first());
    await keys(page, "Space");
    await expectSent(page, solutions[0]?.output_values ?? {});
  });

  test("narrow, the panel goes under the content", async ({ page }) => {
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
});

test.describe("16 answer in a text", () => {
  test("by mouse: the answer leaves with its question, and comes back", async ({ page }) => {
    const { solutions } = await open(page, "16");
    await expect(page.locator(".tb-text").first()).toHaveText(
      "The lake froze in January.\nIt thawed in March.",
    );
    await expect(page.locator(".tb-text").first()).toHaveCSS("white-space-collapse", /preserve/);
    await radio(page, "Yes").check();
    await expectRefused(page);
    await page.getByRole("textbox", { name: "Paste an answer" }).fill("March");
    await radio(page, "No").check();
    expect(await answer(page)).toEqual({ is_possible: "no" });
    expect(await submit(page)).toBe(true);
    await radio(page, "Yes").check();
    await expectSent(page, solutions[0]?.output_values ?? {});
  });

  test("by keyboard", async ({ page }) => {
    const { solutions } = await open(page, "16");
    await tabTo(page, radio(page, "Yes"));
    await keys(page, "Space");
    await tabTo(page, page.getByRole("textbox", { name: "Paste an answer" }));
    await page.keyboard.type("March");
    await expectSent(page, solutions[0]?.output_values ?? {});
  });
});

test.describe("20 reset a branch", () => {
  const sent = { animal: "cat", breed: "manx", assignment: "assignment-1" };

  test("by mouse: another animal clears the breed for good", async ({ page }) => {
    await open(page, "20");
    await expect(page.getByText("The instructions changed today.")).toHaveCount(1);
    const above = (await page.getByText("The instructions changed today.").boundingBox())?.y ?? 0;
    expect(above).toBeLessThan((await task(page, 0).boundingBox())?.y ?? 0);
    expect(await answer(page)).toEqual({ assignment: "assignment-1" });
    await expect(page.getByRole("alert").filter({ visible: true, hasText: "Fill this in" })).toHaveCount(0);
    await radio(page, "Cats").click();
    const breed = page.getByRole("combobox", { name: "Breed" });
    await breed.selectOption("Manx");
    expect(await answer(page)).toEqual(sent);
    await radio(page, "Dogs").click();
    expect(await answer(page)).toEqual({ animal: "dog", assignment: "assignment-1" });
    await expectRefused(page, "Which one?");
    await radio(page, "Cats").click();
    expect(await answer(page)).toEqual({ animal: "cat", assignment: "assignment-1" });
    await breed.selectOption("Manx");
    await page.getByRole("button", { name: "Why these?" }).click();
    await expect(page.getByText("They are the commonest.")).toBeVisible();
    await expect(page.getByText("They are the commonest.")).toBeHidden();
    await expectSent(page, sent);
    await radio(page, "Neither").click();
    await expect(page.getByText("Nothing more to ask.")).toBeVisible();
    await expectSent(page, { animal: "none", assignment: "assignment-1" });
  });

  test("by keyboard", async ({ page }) => {
    await open(page, "20");
    await keys(page, "d", "c");
    await tabTo(page, page.getByRole("combobox", { name: "Breed" }));
    await page.keyboard.type("Manx");
    await expectSent(page, sent);
  });

  test("the notice stands once above several tasks", async ({ page }) => {
    await open(page, "20", { tasks: 2 });
    await expect(task(page, 1)).toBeVisible();
    await expect(page.getByText("The instructions changed today.")).toHaveCount(1);
    await expect(page.locator("[data-task]").getByText("The instructions changed today.")).toHaveCount(0);
  });
});

test.describe("25 training with hints", () => {
  test("by mouse", async ({ page }) => {
    const { solutions } = await open(page, "25");
    await expectRefused(page);
    await radio(page, "Negative").click();
    await expectSent(page, solutions[0]?.output_values ?? {});
  });

  test("by keyboard, from task to task", async ({ page }) => {
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
