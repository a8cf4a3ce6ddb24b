import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "the page that is being worked on",
    config: {
      view: { type: "view.text", label: "Page", content: { type: "@toloka/data.assignment-id" } },
    },
    play: async (page) => {
      await expect(page.locator(".tb-text")).toHaveText("assignment-1");
    },
  },
];
