/** Samples that are answered on a picture or in a text. */
import { expect } from "@playwright/test";
import { drag, onPicture, pieceOf, press, selectPiece, touch } from "~/template/components/annotation.acting";
import type { Place, Samples, Users } from "../place";
import { closely, keys, radio, tabTo } from "../sample";

const tools = ["Point", "Rectangle", "Polygon"];
const box = (place: Place) => closely(place.sample.solutions[0]?.output_values);

const boundingBoxes: Users = {
  /** One tool, a box, and none once it is deleted. */
  mouse: async (place) => {
    const { page } = place;
    await place.expectRefused("Please select an area");
    const counts = tools.map((name) => page.getByRole("button", { name, exact: true }).count());
    expect(await Promise.all(counts)).toEqual([0, 1, 0]);
    await drag(page, [64, 96], [224, 216]);
    await place.expectAnswer(box(place));
    await page.getByRole("button", { name: "Select", exact: true }).click();
    await press(page, 150, 150);
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await place.expectAnswer({});
    await place.expectRefused("Please select an area");
    await page.getByRole("button", { name: "Rectangle", exact: true }).click();
    await drag(page, [64, 96], [224, 216]);
  },

  keyboard: async ({ page }) => {
    await onPicture(page, 0, 0);
    await tabTo(page, page.getByRole("application", { name: "Picture" }));
    // From the middle: 256 px to the left and 144 up, then 160 to the right and 120 down.
    await keys(page, "Home", "Home", "Home", "Home", "PageUp", "PageUp", "PageUp", "Enter");
    await keys(page, "End", "End", "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight");
    await keys(page, "ArrowRight", "ArrowRight", "PageDown", "PageDown");
    await keys(page, "Shift+ArrowDown", "Shift+ArrowDown", "Enter");
  },

  touch: async ({ page }) => {
    const [from, to] = [await onPicture(page, 64, 96), await onPicture(page, 224, 216)];
    await touch(page, [from], [{ x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 }], [to]);
  },
};

const verifyBoxes: Users = {
  /** The box is there, and nothing to change it with. */
  mouse: async (place) => {
    const { page } = place;
    await expect(page.getByRole("img", { name: /^Rectangle 1/ })).toBeAttached();
    for (const name of [...tools, "Select", "Delete all"]) {
      await expect(page.getByRole("button", { name, exact: true })).toHaveCount(0);
    }
    await place.expectRefused();
    await radio(page, "Yes").check();
  },

  keyboard: async (place) => {
    const { page } = place;
    await keys(page, "2");
    await place.expectAnswer({ result: "BAD" });
    await tabTo(page, radio(page, "No"));
    await keys(page, "ArrowUp");
  },
};

const corners = [
  [120, 380],
  [320, 80],
  [520, 380],
] as const;

const polygons: Users = {
  /** With the shortcuts; a polygon of two corners is refused. */
  mouse: async (place) => {
    const { page } = place;
    await place.expectRefused("Outline at least one figure");
    await onPicture(page, 0, 0);
    await keys(page, "r");
    await press(page, 120, 380);
    await press(page, 320, 80);
    await keys(page, "a");
    await expect(page.getByText("at least three vertices")).toBeVisible();
    await place.expectAnswer({});
    await keys(page, "s");
    await page.getByRole("dialog").getByRole("button").last().click();
    await expect(page.getByRole("dialog")).toBeHidden();
    await keys(page, "r");
    for (const [x, y] of corners) await press(page, x, y);
    await keys(page, "3", "a");
    await keys(page, "w", "2");
    await press(page, 320, 240);
  },

  keyboard: async ({ page }) => {
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
  },
};

const marks = (...all: [label: string, segment: RegExp][]) => ({
  entities: all.map(([label, segment]) =>
    expect.objectContaining({ label, segment: expect.stringMatching(segment) }),
  ),
});

const textAnnotation: Users = {
  /** With the shortcuts: whole words, and a new mark cuts an old one. */
  mouse: async (place) => {
    const { page } = place;
    await place.expectRefused("Mark at least one word");
    await selectPiece(page, "cm");
    await keys(page, "1");
    await place.expectAnswer({ entities: [{ label: "maker", offset: 0, length: 4, segment: "Acme" }] });
    await selectPiece(page, "20 blue");
    await keys(page, "2");
    await selectPiece(page, "blue");
    await keys(page, "3");
    const cut = marks(["maker", /^Acme$/], ["amount", /^20\s*$/], ["place", /^\s*blue$/]);
    await place.expectAnswer(cut);
    await selectPiece(page, "lu");
    await keys(page, "3");
    await selectPiece(page, "isbo");
    await keys(page, "3");
  },

  /** A word by a tap, then its label; a marked one and its label once more takes the mark away. */
  touch: async (place) => {
    const { page } = place;
    const mark = async (word: string, label: string) => {
      const { start, end } = await pieceOf(page, word);
      await page.touchscreen.tap((start.x + end.x) / 2, start.y);
      await page.getByRole("button", { name: label }).tap();
    };
    await mark("Acme", "Maker");
    await place.expectAnswer({ entities: [{ label: "maker", offset: 0, length: 4, segment: "Acme" }] });
    await mark("20", "Amount");
    await mark("blue", "Place");
    await place.expectAnswer(marks(["maker", /^Acme$/], ["amount", /^20$/], ["place", /^blue$/]));
    await mark("blue", "Place");
    await mark("Lisbon", "Place");
  },

  keyboard: async ({ page }) => {
    await tabTo(page, page.getByRole("application", { name: "Text to mark" }));
    await keys(page, "Home", "Shift+ArrowRight", "Shift+ArrowRight", "1");
    await keys(page, "Home", ...Array(10).fill("ArrowRight"), "Shift+ArrowRight", "2");
    await keys(page, "Home", ...Array(30).fill("ArrowRight"), "Shift+ArrowRight", "Shift+ArrowRight", "3");
  },
};

export const annotation: Samples = {
  "02": { name: "bounding boxes", users: boundingBoxes, isPointed: true },
  "03": { name: "verify boxes", users: verifyBoxes },
  "04": { name: "polygons with labels", users: polygons, isPointed: true },
  "05": { name: "text annotation", users: textAnnotation },
};
