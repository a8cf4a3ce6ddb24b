import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "one more of them",
    config: {
      view: {
        type: "view.list",
        items: [
          {
            type: "view.action-button",
            label: "A cat",
            action: { type: "action.list-push", data: { type: "data.output", path: "seen" }, payload: "cat" },
          },
          { type: "view.text", label: "Seen", content: { type: "data.output", path: "seen" } },
        ],
      },
    },
    play: async (page) => {
      await page.getByRole("button", { name: "A cat" }).click();
      await page.getByRole("button", { name: "A cat" }).click();
      await expect(page.locator(".tb-text")).toHaveText('["cat","cat"]');
    },
    output: { seen: ["cat", "cat"] },
  },
];
