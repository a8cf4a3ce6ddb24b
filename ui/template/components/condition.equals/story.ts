import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "the number on the label twice",
    config: {
      view: {
        type: "view.list",
        items: [
          { type: "field.text", label: "Number", data: { type: "data.output", path: "number" } },
          {
            type: "field.text",
            label: "Once more",
            data: { type: "data.output", path: "again" },
            validation: {
              type: "condition.equals",
              data: { type: "data.output", path: "again" },
              to: { type: "data.output", path: "number" },
              hint: "The two differ",
            },
          },
        ],
      },
    },
    play: async (page) => {
      await page.getByRole("textbox", { name: "Number" }).fill("4711");
      await page.getByRole("textbox", { name: "Once more" }).fill("4712");
      await expect(page.getByText("The two differ")).toBeVisible();
      await page.getByRole("textbox", { name: "Once more" }).fill("4711");
      await expect(page.getByText("The two differ")).toBeHidden();
    },
    output: { number: "4711", again: "4711" },
    isValid: true,
  },
];
