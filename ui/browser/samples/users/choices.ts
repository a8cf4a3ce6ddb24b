/** Samples that are answered by choosing and typing. */
import { expect } from "@playwright/test";
import type { Place, Samples, Users } from "../place";
import { keys, radio, tabTo, task } from "../sample";

const imageClassification: Users = {
  mouse: async (place) => {
    await place.expectRefused();
    await radio(place.page, "Cat").click();
  },

  touch: async ({ page }) => {
    await radio(page, "Cat").tap();
  },

  /** 4 is the fourth button, and each button shows its key. */
  keyboard: async ({ page }) => {
    await keys(page, "4");
    const first = task(page, 0);
    await expect(first.getByRole("radio", { checked: true })).toHaveAccessibleName("Cat");
    await expect(first.locator(".tb-key")).toHaveText(["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"]);
  },
};

const survey: Users = {
  /** Nothing ticked is no answer. */
  mouse: async (place) => {
    const { page } = place;
    await place.expectRefused("Select an option", "Choose one or more options");
    await expect(task(page, 0).getByRole("alert").filter({ visible: true, hasText: /./ })).toHaveCount(6);
    for (const name of ["Home office", "A lot", "I practice meditation", "No, I don't need them"]) {
      await radio(page, name).check();
    }
    await page
      .getByRole("radiogroup", { name: "Are you now completing a survey on Toloka?" })
      .getByRole("radio", { name: "Yes" })
      .check();
    await page.getByRole("checkbox", { name: "Sport" }).check();
    await place.expectAnswer(expect.objectContaining({ coping: { sport: true } }));
    await page.getByRole("checkbox", { name: "Sport" }).uncheck();
    await place.expectAnswer(expect.not.objectContaining({ coping: expect.anything() }));
    await place.expectRefused("Choose one or more options");
    await page.getByRole("checkbox", { name: "Sport" }).check();
    await page.getByRole("checkbox", { name: "Sleeping" }).check();
  },

  keyboard: async ({ page }) => {
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
  },
};

const intentBranching: Users = {
  /** One path for both branches keeps its value. */
  mouse: async (place) => {
    const { page } = place;
    await place.expectRefused();
    await radio(page, "Travel").click();
    await place.expectRefused("please select the relevant intent");
    await radio(page, "Timezone").check();
    await radio(page, "Kitchen").click();
    await expect(radio(page, "Timezone")).toBeHidden();
    await place.expectAnswer({ domain: "kitchen", intent: "timezone" });
    await expect(
      page.getByRole("radiogroup", { name: "intent" }).getByRole("radio", { checked: true }),
    ).toHaveCount(0);
    await radio(page, "Recipe").check();
  },

  /** Hints among the options, too. */
  keyboard: async ({ page }) => {
    await tabTo(page, radio(page, "Kitchen"));
    await keys(page, "Space");
    await tabTo(page, page.getByRole("button", { name: "Explanation" }).first());
    await keys(page, "Enter");
    await expect(page.getByText("whether a restaurant is worth the visit")).toBeVisible();
    await keys(page, "Escape");
    await expect(page.getByText("whether a restaurant is worth the visit")).toBeHidden();
    await tabTo(page, radio(page, "Restaurant review"), true);
    await keys(page, "ArrowUp");
  },
};

const searchRelevance: Users = {
  /** The search opens in a tab of its own. */
  mouse: async (place) => {
    const { page } = place;
    await expect(page.locator("strong", { hasText: "Orange" })).toBeVisible();
    await place.expectRefused();
    const opened = page.waitForEvent("popup");
    await page.getByRole("button", { name: "Search query in Google" }).click();
    await expect(await opened).toHaveURL("https://example.com/search?q=orange+ball");
    await radio(page, "Relevant").first().check();
  },

  keyboard: async ({ page }) => {
    await tabTo(page, page.getByRole("button", { name: "Search query in Google" }));
    const opened = page.waitForEvent("popup");
    await keys(page, "Enter");
    await (await opened).close();
    await tabTo(page, radio(page, "Relevant").first());
    await keys(page, "Space");
  },
};

const answerInText: Users = {
  /** The answer leaves with its question, and comes back. */
  mouse: async (place) => {
    const { page } = place;
    const text = page.locator(".tb-text").first();
    await expect(text).toHaveText("The lake froze in January.\nIt thawed in March.");
    await expect(text).toHaveCSS("white-space-collapse", /preserve/);
    await radio(page, "Yes").check();
    await place.expectRefused();
    await page.getByRole("textbox", { name: "Paste an answer" }).fill("March");
    await radio(page, "No").check();
    await place.expectAnswer({ is_possible: "no" });
    await radio(page, "Yes").check();
  },

  keyboard: async ({ page }) => {
    await tabTo(page, radio(page, "Yes"));
    await keys(page, "Space");
    await tabTo(page, page.getByRole("textbox", { name: "Paste an answer" }));
    await page.keyboard.type("March");
  },
};

const breed = ({ page }: Place) => page.getByRole("combobox", { name: "Breed" });
const an = (animal: string) => ({ animal, assignment: expect.any(String) });

const resetBranch: Users = {
  /** Another animal clears the breed for good. */
  mouse: async (place) => {
    const { page } = place;
    const notice = page.getByText("The instructions changed today.");
    await expect(notice).toHaveCount(1);
    const above = (await notice.boundingBox())?.y ?? 0;
    expect(above).toBeLessThan((await task(page, 0).boundingBox())?.y ?? 0);
    await expect(page.getByRole("alert").filter({ visible: true, hasText: "Fill this in" })).toHaveCount(0);
    await radio(page, "Cats").click();
    await breed(place).selectOption("Manx");
    await place.expectAnswer({ ...an("cat"), breed: "manx" });
    await radio(page, "Dogs").click();
    await place.expectAnswer(an("dog"));
    await place.expectRefused("Which one?");
    await radio(page, "Cats").click();
    await place.expectAnswer(an("cat"));
    await breed(place).selectOption("Manx");
    await page.getByRole("button", { name: "Why these?" }).click();
    await expect(page.getByText("They are the commonest.")).toBeVisible();
    await expect(page.getByText("They are the commonest.")).toBeHidden();
  },

  keyboard: async (place) => {
    await keys(place.page, "d", "c");
    await tabTo(place.page, breed(place));
    await place.page.keyboard.type("Manx");
  },
};

const trainingWithHints: Users = {
  mouse: async (place) => {
    await place.expectRefused();
    await radio(place.page, "Negative").click();
  },

  keyboard: async ({ page }) => {
    await keys(page, "2");
  },
};

export const choices: Samples = {
  "01": { name: "image classification", users: imageClassification },
  "10": { name: "survey", users: survey },
  "11": { name: "branching by intent", users: intentBranching },
  "12": { name: "search relevance", users: searchRelevance },
  "16": { name: "answer in a text", users: answerInText },
  "20": { name: "reset a branch", users: resetBranch },
  "25": { name: "training with hints", users: trainingWithHints },
};
