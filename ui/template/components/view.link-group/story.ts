import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

const GUIDE = "https://media.example/page-a.html";
const SHOP = "https://media.example/page-b.html";

export const stories: Story[] = [
  {
    name: "a row of links, one of them the main one",
    config: {
      view: {
        type: "view.link-group",
        label: "Where to look",
        hint: "Open both",
        links: [
          { url: GUIDE, content: "Guide", theme: "primary" },
          { url: SHOP, content: "Shop" },
          { url: "ftp://media.example/", content: "Old site" },
        ],
        validation: {
          type: "condition.all",
          conditions: [
            { type: "condition.link-opened", url: GUIDE },
            { type: "condition.link-opened", url: SHOP },
          ],
        },
      },
      plugins: [{ type: "plugin.hotkeys", s: { type: "action.open-link", payload: SHOP } }],
    },
    play: async (page) => {
      await expect(page.getByRole("link")).toHaveCount(2);
      await expect(page.getByRole("link", { name: "Shop" })).toHaveAttribute("aria-keyshortcuts", "s");
      const guide = page.context().waitForEvent("page");
      await page.getByRole("link", { name: "Guide" }).click();
      expect((await guide).url()).toBe(GUIDE);
      await (await guide).close();
      const shop = page.context().waitForEvent("page");
      await page.getByRole("link", { name: "Shop" }).focus();
      await page.keyboard.press("Enter");
      await (await shop).close();
      await expect(page.getByRole("link", { name: "Shop opened" })).toBeVisible();
    },
    isValid: true,
  },
];
