import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "only who is there can answer",
    config: {
      view: {
        type: "view.text",
        content: "Is the shop open?",
        validation: {
          type: "@toloka/condition.distance",
          from: { type: "@toloka/data.location" },
          to: "38.7071,-9.1355",
          max: 500,
          hint: "Go to the shop",
        },
      },
    },
    play: async (page) => {
      await page.evaluate(() => window.story.insist());
      await expect(page.getByText("Go to the shop")).toBeVisible();
      await page.context().setGeolocation({ latitude: 38.708, longitude: -9.136 });
      await expect(page.getByText("Go to the shop")).toBeHidden();
    },
    output: {},
    isValid: true,
  },
];
