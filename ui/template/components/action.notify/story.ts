import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "a word in between",
    config: {
      view: {
        type: "view.action-button",
        label: "Tell me",
        action: {
          type: "action.notify",
          payload: { content: "Half of it is done", theme: "success", delay: 50, duration: 60_000 },
        },
      },
    },
    play: async (page) => {
      await page.getByRole("button", { name: "Tell me" }).click();
      const notice = page.getByRole("status").filter({ hasText: "Half of it is done" });
      await expect(notice).toBeVisible();
      await page.getByRole("button", { name: "Close" }).click();
      await expect(page.getByText("Half of it is done")).toBeHidden();
      await page.getByRole("button", { name: "Tell me" }).click();
      await expect(notice).toBeVisible();
    },
  },
];
