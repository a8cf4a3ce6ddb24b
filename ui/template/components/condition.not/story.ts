import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "a name that nobody is called by",
    config: {
      view: {
        type: "field.text",
        label: "Name of the shop",
        data: { type: "data.output", path: "name" },
        validation: {
          type: "condition.not",
          condition: { type: "condition.equals", to: "test" },
          hint: "Write its real name",
        },
      },
    },
    play: async (page) => {
      await page.getByRole("textbox", { name: "Name of the shop" }).fill("test");
      await expect(page.getByText("Write its real name")).toBeVisible();
      await page.getByRole("textbox", { name: "Name of the shop" }).fill("Bertrand");
    },
    output: { name: "Bertrand" },
    isValid: true,
  },
];
