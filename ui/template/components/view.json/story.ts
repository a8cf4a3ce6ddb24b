import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

const answer = {
  name: "Shop",
  open: true,
  floors: 2,
  owner: null,
  tags: [],
  rooms: [{ area: 12, doors: ["n", "s"] }],
};

export const stories: Story[] = [
  {
    name: "folded and unfolded by the mouse",
    config: {
      view: {
        type: "view.json",
        label: "Answer of the model",
        hint: "Raw",
        content: answer,
        validation: { type: "condition.all", conditions: [] },
      },
    },
    play: async (page) => {
      await expect(page.getByText('"Shop"')).toBeVisible();
      await expect(page.getByText("area:")).toBeHidden();
      await page.getByText("0: {").click();
      await expect(page.getByText("area:")).toBeVisible();
      await page.getByText("rooms: [").click();
      await expect(page.getByText("area:")).toBeHidden();
    },
    isValid: true,
  },
  {
    name: "by the keyboard",
    config: { view: { type: "view.json", content: answer } },
    play: async (page) => {
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await expect(page.getByText('"Shop"')).toBeHidden();
      await expect(page.getByText("6 items")).toBeVisible();
    },
  },
];
