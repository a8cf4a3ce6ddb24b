import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "the project's own words",
    config: {
      view: {
        type: "view.list",
        items: [
          { type: "view.text", content: { type: "helper.translate", key: "question" } },
          { type: "view.text", content: { type: "helper.translate", key: "forgotten" } },
        ],
      },
    },
    texts: { question: "Was ist auf dem Bild?" },
    play: async (page) => {
      await expect(page.locator(".tb-text")).toHaveText(["Was ist auf dem Bild?", "forgotten"]);
    },
  },
];
