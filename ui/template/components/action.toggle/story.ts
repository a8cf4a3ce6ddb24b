import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "on and off by a key",
    config: {
      view: { type: "view.text", label: "Blurred", content: { type: "data.output", path: "blurred" } },
      plugins: [
        {
          type: "plugin.hotkeys",
          q: { type: "action.toggle", data: { type: "data.output", path: "blurred" } },
        },
      ],
    },
    play: async (page) => {
      await page.keyboard.press("q");
      await expect(page.locator(".tb-text")).toHaveText("true");
      await page.keyboard.press("q");
      await expect(page.locator(".tb-text")).toHaveText("");
      await page.keyboard.press("q");
    },
    output: { blurred: true },
  },
];
