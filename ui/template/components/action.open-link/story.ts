import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "the page to judge, in a tab of its own",
    config: {
      view: {
        type: "view.action-button",
        label: "Open the page",
        action: { type: "action.open-link", payload: "https://example.com/page" },
        validation: {
          type: "condition.link-opened",
          url: "https://example.com/page",
          hint: "Open the page",
        },
      },
    },
    play: async (page) => {
      const opened = page.waitForEvent("popup");
      await page.getByRole("button", { name: "Open the page" }).click();
      const tab = await opened;
      await expect(tab).toHaveURL("https://example.com/page");
      await tab.close();
    },
    output: {},
    isValid: true,
  },
];
