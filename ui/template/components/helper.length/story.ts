import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "how much was written",
    config: {
      view: {
        type: "view.list",
        items: [
          { type: "field.text", label: "Caption", data: { type: "data.output", path: "caption" } },
          {
            type: "view.text",
            content: { type: "helper.length", data: { type: "data.output", path: "caption" } },
          },
        ],
      },
    },
    play: async (page) => {
      await expect(page.locator(".tb-text")).toHaveText("0");
      await page.getByRole("textbox").fill("A red boat");
      await expect(page.locator(".tb-text")).toHaveText("10");
    },
    output: { caption: "A red boat" },
  },
];
