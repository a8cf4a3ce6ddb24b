/** Samples of lists, and of everything that no other sample has. */
import { expect, type Page, test } from "@playwright/test";
import { answer, expectRefused, expectSent, keys, open, radio, submit, tabTo, useSamples } from "./sample";

useSamples();

test.describe("19 list of people", () => {
  const row = (page: Page, index: number) => page.locator(`[data-row="${index}"]`);
  const name = (page: Page, index: number) => row(page, index).getByRole("textbox").first();
  const age = (page: Page, index: number) => row(page, index).getByRole("textbox").last();
  const add = (page: Page) => page.getByRole("button", { name: "Add a person" });

  test("by mouse: rows come, go and move up", async ({ page }) => {
    const { solutions } = await open(page, "19");
    await expect(page.locator(".tb-text")).toHaveText(["0. ANN", "1. BOB"]);
    await expect(page.locator("[data-row]")).toHaveCount(1);
    expect(await answer(page)).toEqual({ people: [{ known: false }] });
    await expectRefused(page, "Give a name");
    await age(page, 0).fill("200");
    await expectRefused(page, "Give a name");
    await name(page, 0).fill("Zed");
    await add(page).click();
    await add(page).click();
    await expect(add(page)).toBeHidden();
    await name(page, 1).fill("Ann");
    await age(page, 1).fill("31");
    await row(page, 0)
      .getByRole("button", { name: /^Remove/ })
      .click();
    expect(await answer(page)).toEqual({
      people: [{ name: "Ann", age: 31, known: false }, { known: false }],
    });
    await expect(name(page, 0)).toHaveValue("Ann");
    await expect(add(page)).toBeVisible();
    await row(page, 1)
      .getByRole("button", { name: /^Remove/ })
      .click();
    await expectSent(page, solutions[0]?.output_values ?? {});
  });

  test("by keyboard", async ({ page }) => {
    const { solutions } = await open(page, "19");
    await tabTo(page, name(page, 0));
    await page.keyboard.type("Ann");
    await tabTo(page, age(page, 0));
    await page.keyboard.type("31");
    const known = page.getByRole("checkbox", { name: "Known" });
    await tabTo(page, known.first());
    await keys(page, "Space");
    expect(await answer(page)).toEqual({ people: [{ name: "Ann", age: 31, known: true }] });
    await keys(page, "Space");
    await tabTo(page, add(page));
    await keys(page, "Enter");
    await expect(page.locator("[data-row]")).toHaveCount(2);
    await tabTo(page, row(page, 1).getByRole("button", { name: /^Remove/ }));
    await keys(page, "Enter");
    await expectSent(page, solutions[0]?.output_values ?? {});
  });

  test("nobody is not enough", async ({ page }) => {
    await open(page, "19");
    await row(page, 0)
      .getByRole("button", { name: /^Remove/ })
      .click();
    expect(await answer(page)).toEqual({});
    await expectRefused(page, "Add at least one person");
  });
});

test.describe("21 everything else", () => {
  test("by mouse", async ({ page }) => {
    const { solutions } = await open(page, "21");
    await expect(page.getByText("bonono")).toBeVisible();
    await expect(page.getByText("Hello")).toBeVisible();
    expect(await answer(page)).toEqual({ colours: { red: false, blue: false } });
    await expectRefused(page, "Open the link");
    await page.getByLabel("When").fill("2026-11-05T09:30");
    await page.getByRole("textbox", { name: "Mail" }).fill("nobody");
    await expect(page.getByRole("textbox", { name: "Mail" })).toHaveAttribute("aria-invalid", "true");
    await page.getByRole("textbox", { name: "Mail" }).fill("a@b.example");
    await page.getByRole("textbox", { name: "Phone" }).fill("+7 (012) 345-67-89");
    await expect(page.getByRole("textbox", { name: "Phone" })).toHaveValue("+7 (012) 345-67-89");
    await page.getByRole("button", { name: "Cannot tell" }).or(radio(page, "Cannot tell")).click();
    await page.getByRole("checkbox", { name: "Red" }).check();
    await radio(page, "5").check();
    await expect(page.getByText("No, 4")).toBeVisible();
    await radio(page, "4").check();
    await page.getByRole("textbox", { name: "Why" }).fill("x");
    await page.getByRole("button", { name: "Toggle" }).click();
    await expect(page.getByRole("checkbox", { name: "Left is fine" })).toBeChecked();
    const picture = page.locator('[data-type="view.image"] img').first();
    await page.getByRole("button", { name: "Rotate", exact: true }).click();
    await expect(picture).toHaveAttribute("style", /rotate\(270deg\)/);
    expect(await submit(page)).toBe(false);
    const opened = page.waitForEvent("popup");
    await page.getByRole("link", { name: "Read this" }).click();
    await (await opened).close();
    await expectSent(page, solutions[0]?.output_values ?? {});
  });

  test("by keyboard", async ({ page }) => {
    const { solutions } = await open(page, "21");
    await tabTo(page, page.getByLabel("When"));
    await page.keyboard.type("110520260930AM");
    await tabTo(page, page.getByRole("textbox", { name: "Mail" }));
    await page.keyboard.type("a@b.example");
    await tabTo(page, page.getByRole("textbox", { name: "Phone" }));
    await page.keyboard.type("+7 (012) 345-67-89");
    await tabTo(page, page.getByRole("button", { name: "Cannot tell" }).or(radio(page, "Cannot tell")));
    await keys(page, "Space");
    await tabTo(page, page.getByRole("checkbox", { name: "Red" }));
    await keys(page, "Space");
    await tabTo(page, radio(page, "4"));
    await keys(page, "ArrowDown");
    await tabTo(page, page.getByRole("checkbox", { name: "Left is fine" }));
    await keys(page, "Space");
    await tabTo(page, page.getByRole("textbox", { name: "Why" }));
    await page.keyboard.type("x");
    await tabTo(page, page.getByRole("button", { name: "More" }));
    await keys(page, "Enter");
    await tabTo(page, page.getByRole("link", { name: "Read this" }));
    const opened = page.waitForEvent("popup");
    await keys(page, "Enter");
    await (await opened).close();
    await expectSent(page, solutions[0]?.output_values ?? {});
  });

  test("what is folded away blocks a submit, and is unfolded then", async ({ page }) => {
    await open(page, "21");
    await expect(page.getByRole("link", { name: "Read this" })).toBeHidden();
    expect(await submit(page)).toBe(false);
    await expect(page.getByRole("link", { name: "Read this" })).toBeVisible();
  });
});
