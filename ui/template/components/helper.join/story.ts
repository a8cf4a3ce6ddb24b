import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "a line of several parts",
    config: {
      view: {
        type: "view.text",
        content: {
          type: "helper.join",
          items: ["Lisbon", { type: "data.input", path: "country" }],
          by: ", ",
        },
      },
    },
    input: { country: "Portugal" },
    play: async (page) => {
      await expect(page.locator(".tb-text")).toHaveText("Lisbon, Portugal");
    },
  },
];
