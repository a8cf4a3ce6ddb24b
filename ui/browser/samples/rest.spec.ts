/** Samples of lists, and of everything that no other sample has, and what else has to hold of them. */
import { expect, test } from "@playwright/test";
import { answer, expectRefused, open, submit, testUsers, useSamples } from "./story";
import { remove, rest } from "./users/rest";

useSamples();
testUsers(rest);

test("19: there is an empty row at the start, and nobody is not enough", async ({ page }) => {
  await open(page, "19");
  expect(await answer(page)).toEqual({ people: [{ known: false }] });
  await remove(page, 0).click();
  expect(await answer(page)).toEqual({});
  await expectRefused(page, "Add at least one person");
});

test("21: what is folded away blocks a submit, and is unfolded then", async ({ page }) => {
  await open(page, "21");
  expect(await answer(page)).toEqual({ colours: { red: false, blue: false } });
  await expect(page.getByRole("link", { name: "Read this" })).toBeHidden();
  expect(await submit(page)).toBe(false);
  await expect(page.getByRole("link", { name: "Read this" })).toBeVisible();
});
