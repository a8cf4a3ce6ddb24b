import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "price by number",
    config: {
      view: {
        type: "view.list",
        items: [
          { type: "field.text", label: "Number", data: { type: "data.output", path: "number" } },
          {
            type: "view.text",
            label: "Price",
            content: { type: "helper.multiply", items: [1.5, { type: "data.output", path: "number" }] },
          },
        ],
      },
    },
    play: async (page) => {
      await page.getByRole("textbox", { name: "Number" }).fill("4");
      await expect(page.locator(".tb-text")).toHaveText("6");
    },
    output: { number: "4" },
  },
];
