import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "what the task is about",
    config: {
      view: {
        type: "view.list",
        items: [
          {
            type: "view.text",
            label: "Review",
            content: { type: "data.input", path: "review.text", schema: { type: "string" } },
          },
          {
            type: "view.text",
            label: "By",
            content: { type: "data.input", path: "by", default: "somebody" },
          },
        ],
      },
    },
    input: { review: { text: "Works as promised" } },
    play: async (page) => {
      await expect(page.locator(".tb-text")).toHaveText(["Works as promised", "somebody"]);
    },
  },
];
