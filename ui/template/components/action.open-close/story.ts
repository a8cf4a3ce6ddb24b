import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "a picture over the page, and away again",
    config: {
      view: {
        type: "view.list",
        items: [
          { type: "view.image", label: "A scene", url: "https://media.example/scene-1.svg" },
          { type: "view.collapse", label: "More", content: { type: "view.text", content: "More of it" } },
        ],
      },
      plugins: [
        {
          type: "plugin.hotkeys",
          q: { type: "action.open-close", view: { $ref: "view.items.0" } },
          w: { type: "action.open-close", view: { $ref: "view.items.1" }, payload: true },
        },
      ],
    },
    play: async (page) => {
      await page.keyboard.press("w");
      await page.keyboard.press("w");
      await expect(page.getByText("More of it")).toBeVisible();
      await page.keyboard.press("q");
      await expect(page.getByRole("dialog")).toBeVisible();
      await page.keyboard.press("q");
      await expect(page.getByRole("dialog")).toBeHidden();
    },
  },
];
