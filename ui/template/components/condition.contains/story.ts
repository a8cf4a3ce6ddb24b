import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "a colour that there is",
    config: {
      view: {
        type: "field.text",
        label: "Colour",
        data: { type: "data.output", path: "colour" },
        validation: {
          type: "condition.contains",
          data: { type: "data.output", path: "colour" },
          in: ["red", "blue"],
          hint: "Red or blue",
        },
      },
    },
    play: async (page) => {
      await page.getByRole("textbox", { name: "Colour" }).fill("green");
      await expect(page.getByText("Red or blue")).toBeVisible();
      await page.getByRole("textbox", { name: "Colour" }).fill("Blue");
    },
    output: { colour: "Blue" },
    isValid: true,
  },
];
