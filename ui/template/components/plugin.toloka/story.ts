import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "a narrow task below a notice",
    config: {
      view: { type: "view.text", content: "A task" },
      plugins: [
        {
          type: "plugin.toloka",
          layout: { kind: "scroll", taskWidth: 300 },
          notifications: [
            { type: "view.text", content: { type: "data.local", path: "inputValues.0.words" } },
          ],
        },
      ],
    },
    input: { words: "Prices are in euro" },
    play: async (page) => {
      await expect(page.locator(".tb-text")).toHaveText(["Prices are in euro", "A task"]);
      expect((await page.locator("[data-task]").boundingBox())?.width).toBe(300);
    },
  },
];
