import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "a name as names are written",
    config: {
      view: {
        type: "view.text",
        content: {
          type: "helper.text-transform",
          data: { type: "data.input", path: "name" },
          transformation: "capitalize",
        },
      },
    },
    input: { name: "éCLAIR" },
    play: async (page) => {
      await expect(page.locator(".tb-text")).toHaveText("Éclair");
    },
  },
];
