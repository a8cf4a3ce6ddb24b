import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "an answer that follows from another",
    config: {
      view: {
        type: "view.list",
        items: [
          { type: "field.text", label: "Postcode", data: { type: "data.output", path: "postcode" } },
          { type: "view.text", label: "City", content: { type: "data.output", path: "city" } },
        ],
      },
      plugins: [
        {
          type: "plugin.trigger",
          onChangeOf: { type: "data.output", path: "postcode" },
          condition: { type: "condition.equals", to: "1100" },
          action: { type: "action.set", data: { type: "data.output", path: "city" }, payload: "Lisbon" },
          fireImmediately: false,
        },
        {
          type: "plugin.trigger",
          fireImmediately: true,
          action: { type: "action.set", data: { type: "data.output", path: "city" }, payload: "somewhere" },
        },
      ],
    },
    play: async (page) => {
      await expect(page.locator(".tb-text")).toHaveText("somewhere");
      await page.getByRole("textbox", { name: "Postcode" }).fill("1100");
      await expect(page.locator(".tb-text")).toHaveText("Lisbon");
    },
    output: { postcode: "1100", city: "Lisbon" },
  },
];
