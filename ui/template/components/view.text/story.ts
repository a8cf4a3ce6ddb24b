import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "text with line breaks",
    config: {
      view: {
        type: "view.text",
        label: "What was said",
        hint: "Word\nfor word",
        content: "One\nTwo <b>three</b>",
      },
    },
    play: async (page) => {
      await expect(page.locator(".tb-text")).toHaveText("One\nTwo <b>three</b>");
      await page.getByRole("button", { name: "Explanation" }).click();
      await expect(page.getByText("for word")).toBeVisible();
    },
  },
];
