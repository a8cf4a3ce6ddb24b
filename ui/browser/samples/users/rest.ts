/** Samples of lists, and of everything that no other sample has. */
import { expect, type Page } from "@playwright/test";
import type { Samples, Users } from "../place";
import { keys, radio, tabTo } from "../sample";

export const row = (page: Page, index: number) => page.locator(`[data-row="${index}"]`);
const name = (page: Page, index: number) => row(page, index).getByRole("textbox").first();
const age = (page: Page, index: number) => row(page, index).getByRole("textbox").last();
const add = (page: Page) => page.getByRole("button", { name: "Add a person" });
export const remove = (page: Page, index: number) =>
  row(page, index).getByRole("button", { name: /^Remove/ });

const listOfPeople: Users = {
  /** Rows come, go and move up. */
  mouse: async (place) => {
    const { page } = place;
    await expect(page.locator(".tb-text")).toHaveText(["0. ANN", "1. BOB"]);
    await expect(page.locator("[data-row]")).toHaveCount(1);
    await place.expectRefused("Give a name");
    await age(page, 0).fill("200");
    await place.expectRefused("Give a name");
    await name(page, 0).fill("Zed");
    await add(page).click();
    await add(page).click();
    await expect(add(page)).toBeHidden();
    await name(page, 1).fill("Ann");
    await age(page, 1).fill("31");
    await remove(page, 0).click();
    await place.expectAnswer({ people: [{ name: "Ann", age: 31, known: false }, { known: false }] });
    await expect(name(page, 0)).toHaveValue("Ann");
    await expect(add(page)).toBeVisible();
    await remove(page, 1).click();
  },

  keyboard: async (place) => {
    const { page } = place;
    await tabTo(page, name(page, 0));
    await page.keyboard.type("Ann");
    await tabTo(page, age(page, 0));
    await page.keyboard.type("31");
    const known = page.getByRole("checkbox", { name: "Known" });
    await tabTo(page, known.first());
    await keys(page, "Space");
    await place.expectAnswer({ people: [{ name: "Ann", age: 31, known: true }] });
    await keys(page, "Space");
    await tabTo(page, add(page));
    await keys(page, "Enter");
    await expect(page.locator("[data-row]")).toHaveCount(2);
    await tabTo(page, remove(page, 1));
    await keys(page, "Enter");
  },
};

const cannotTell = (page: Page) =>
  page.getByRole("button", { name: "Cannot tell" }).or(radio(page, "Cannot tell"));

const everythingElse: Users = {
  mouse: async (place) => {
    const { page } = place;
    await expect(page.getByText("bonono")).toBeVisible();
    await expect(page.getByText("Hello")).toBeVisible();
    await place.expectRefused("Open the link");
    await page.getByLabel("When").fill("2026-11-05T09:30");
    await page.getByRole("textbox", { name: "Mail" }).fill("nobody");
    await expect(page.getByRole("textbox", { name: "Mail" })).toHaveAttribute("aria-invalid", "true");
    await page.getByRole("textbox", { name: "Mail" }).fill("a@b.example");
    await page.getByRole("textbox", { name: "Phone" }).fill("+7 (012) 345-67-89");
    await expect(page.getByRole("textbox", { name: "Phone" })).toHaveValue("+7 (012) 345-67-89");
    await cannotTell(page).click();
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
    await place.expectRefused();
    const opened = page.waitForEvent("popup");
    await page.getByRole("link", { name: "Read this" }).click();
    await (await opened).close();
  },

  keyboard: async ({ page }) => {
    await tabTo(page, page.getByLabel("When"));
    await page.keyboard.type("110520260930AM");
    await tabTo(page, page.getByRole("textbox", { name: "Mail" }));
    await page.keyboard.type("a@b.example");
    await tabTo(page, page.getByRole("textbox", { name: "Phone" }));
    await page.keyboard.type("+7 (012) 345-67-89");
    await tabTo(page, cannotTell(page));
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
  },
};

export const rest: Samples = {
  "19": { name: "list of people", users: listOfPeople },
  "21": { name: "everything else", users: everythingElse },
};
