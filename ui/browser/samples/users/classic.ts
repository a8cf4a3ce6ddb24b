/** Samples with classic interfaces, which stand in a frame. */
import { expect } from "@playwright/test";
import type { Place, Samples, Users } from "../place";
import { keys, tabTo } from "../sample";

const frame = ({ page }: Place) => page.frameLocator("iframe");
const item = (place: Place, index = 0) => frame(place).locator(".task").nth(index);
const link = (place: Place) => item(place).getByRole("link", { name: "Open the page" });
const title = (place: Place) => item(place).getByPlaceholder("Title");
const comment = (place: Place) => item(place).getByRole("textbox", { name: "answers.comment" });

const form: Users = {
  /** Keys act in the task that was pressed last; the link has to be opened. */
  mouse: async (place) => {
    const task = item(place);
    await expect(task.getByRole("heading")).toHaveText("Item 17");
    await expect(task.getByText("<b>not bold</b>")).toBeVisible();
    await expect(task.locator("em")).toHaveText("emphasis");
    await expect(task).not.toContainText("never shown");
    await expect(task).toContainText("0:x, 1:y");
    await expect(task.getByRole("combobox")).toHaveValue("green");
    await task.getByRole("heading").click();
    await keys(place.page, "1");
    await expect(task.getByLabel("Good")).toBeChecked();
    await keys(place.page, "2");
    await expect(task.getByLabel("Bad")).toBeChecked();
    await task.getByLabel("Blurred").check();
    await title(place).fill("T");
    await comment(place).fill("C");
    await place.expectRefused("Must be one of: true");
    await link(place).click();
    await expect(task.getByRole("alert")).toHaveCount(0);
  },

  keyboard: async (place) => {
    const { page } = place;
    await expect(item(place).getByRole("combobox")).toHaveValue("green");
    await keys(page, "2", "3");
    await expect(item(place).getByLabel("Blurred")).toBeChecked();
    await tabTo(page, title(place));
    await page.keyboard.type("T");
    await tabTo(page, comment(place));
    await page.keyboard.type("C");
    await tabTo(page, link(place));
    await keys(page, "Enter");
  },
};

const star = (place: Place, index: number) => item(place, index).getByRole("button", { name: "4" });
const done = (place: Place) => item(place).getByRole("button", { name: "Done" });

/** The button of their own hands it in. */
const script: Users = {
  mouse: async (place) => {
    await expect(frame(place).getByRole("heading")).toHaveText("2 questions");
    for (const index of [0, 1]) await star(place, index).click();
    await done(place).click();
  },

  keyboard: async (place) => {
    for (const index of [1, 0]) {
      await tabTo(place.page, star(place, index));
      await keys(place.page, "Enter");
    }
    await tabTo(place.page, done(place));
    await keys(place.page, "Enter");
  },
};

/** As parts of the picture; the last corner is the first one. */
const CORNERS = [
  [0.5, 0.5],
  [0.8, 0.5],
  [0.6, 0.9],
  [0.5, 0.5],
] as const;

const stage = (place: Place) => frame(place).getByRole("application");

async function corners(place: Place): Promise<{ x: number; y: number }[]> {
  await expect(stage(place).locator("[data-area]")).toHaveCount(1);
  const box = await stage(place).locator("svg").boundingBox();
  if (!box) throw new Error("There is no picture");
  return CORNERS.map(([x, y]) => ({ x: x * box.width, y: y * box.height }));
}

const imageAnnotation: Users = {
  mouse: async (place) => {
    const tool = (name: string) => frame(place).locator(`.image-annotation-editor__shape-${name}`);
    const found = await corners(place);
    await expect(tool("polygon")).toBeHidden();
    await expect(tool("rectangle")).toBeVisible();
    await place.expectRefused("Fill this in");
    for (const position of found) await stage(place).click({ position });
    await expect(stage(place).locator("[data-area]")).toHaveCount(2);
  },

  touch: async (place) => {
    for (const position of await corners(place)) await stage(place).tap({ position });
    await expect(stage(place).locator("[data-area]")).toHaveCount(2);
  },

  keyboard: async (place) => {
    const { page } = place;
    const times = (key: string, count: number) => keys(page, ...Array(count).fill(key));
    await expect(stage(place).locator("[data-area]")).toHaveCount(1);
    await tabTo(page, stage(place));
    await keys(page, "ArrowRight", "Enter");
    await times("ArrowRight", 30);
    await keys(page, "c");
    await expect(frame(place).getByRole("status")).toHaveText("A polygon needs at least three points");
    await keys(page, "Enter");
    await times("ArrowLeft", 20);
    await times("ArrowDown", 40);
    await keys(page, "Space", "c");
  },
};

export const classic: Samples = {
  "22": { name: "a form of fields", users: form },
  "23": { name: "classes of the requester's own", users: script, tasks: 2, handsItselfIn: true },
  "24": { name: "areas on a picture", users: imageAnnotation },
};
