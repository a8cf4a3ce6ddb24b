import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "a closer look",
    config: {
      view: { type: "view.image", label: "A scene", url: "https://media.example/scene-1.svg" },
      plugins: [{ type: "plugin.hotkeys", q: { type: "action.zoom-in-out", view: { $ref: "view" } } }],
    },
    play: async (page) => {
      const press = page.getByRole("button", { name: "Natural size: A scene" });
      await expect(press).toBeHidden();
      await page.keyboard.press("q");
      await expect(press).toBeVisible();
      await page.keyboard.press("q");
      await expect(press).toBeHidden();
    },
  },
];
