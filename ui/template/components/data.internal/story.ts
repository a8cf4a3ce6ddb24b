import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "a note that is not sent",
    config: {
      view: {
        type: "view.list",
        items: [
          {
            type: "field.text",
            label: "For yourself",
            data: { type: "data.internal", path: "note", default: "nothing yet" },
          },
          { type: "view.text", label: "You noted", content: { type: "data.internal", path: "note" } },
        ],
      },
    },
    play: async (page) => {
      await expect(page.locator(".tb-text")).toHaveText("nothing yet");
      await page.getByRole("textbox").fill("look twice");
      await expect(page.locator(".tb-text")).toHaveText("look twice");
    },
    output: {},
  },
];
