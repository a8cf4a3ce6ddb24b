import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "an answer by a key, and none by another",
    config: {
      view: {
        type: "view.list",
        items: [
          {
            type: "view.action-button",
            label: "It is a cat",
            action: { type: "action.set", data: { type: "data.output", path: "animal" }, payload: "cat" },
          },
          {
            type: "view.action-button",
            label: "Start again",
            action: {
              type: "action.set",
              data: { type: "data.output", path: "animal" },
              payload: { $empty: true },
            },
          },
          { type: "view.text", label: "Answer", content: { type: "data.output", path: "animal" } },
        ],
      },
      plugins: [
        {
          type: "plugin.hotkeys",
          q: { type: "action.set", data: { type: "data.output", path: "animal" }, payload: "cat" },
        },
      ],
    },
    play: async (page) => {
      await page.getByRole("button", { name: "It is a cat" }).click();
      await expect(page.locator(".tb-text")).toHaveText("cat");
      await page.getByRole("button", { name: "Start again" }).click();
      await expect(page.locator(".tb-text")).toHaveText("");
      await page.keyboard.press("q");
    },
    output: { animal: "cat" },
  },
];
