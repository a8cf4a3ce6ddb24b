import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "the total of a receipt",
    config: {
      view: {
        type: "view.list",
        items: [
          { type: "field.text", label: "Bread", data: { type: "data.output", path: "bread" } },
          { type: "field.text", label: "Milk", data: { type: "data.output", path: "milk" } },
          {
            type: "view.text",
            label: "Total",
            content: {
              type: "helper.sum",
              items: [
                { type: "data.output", path: "bread" },
                { type: "data.output", path: "milk" },
              ],
            },
          },
        ],
      },
    },
    play: async (page) => {
      await page.getByRole("textbox", { name: "Bread" }).fill("2.5");
      await expect(page.locator(".tb-text")).toHaveText("2.5");
      await page.getByRole("textbox", { name: "Milk" }).fill("1");
      await expect(page.locator(".tb-text")).toHaveText("3.5");
    },
    output: { bread: "2.5", milk: "1" },
  },
];
