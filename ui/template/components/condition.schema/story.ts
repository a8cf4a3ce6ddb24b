import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "a postcode",
    config: {
      view: {
        type: "field.text",
        label: "Postcode",
        data: { type: "data.output", path: "postcode" },
        validation: {
          type: "condition.schema",
          data: { type: "data.output", path: "postcode" },
          schema: { type: "string", pattern: "^\\d{4}\\-\\d{3}$" },
          hint: "Four digits, a dash, three digits",
        },
      },
    },
    play: async (page) => {
      const postcode = page.getByRole("textbox", { name: "Postcode" });
      await postcode.fill("1100");
      await expect(page.getByText("Four digits")).toBeVisible();
      await postcode.fill("1100-148");
      await expect(page.getByText("Four digits")).toBeHidden();
    },
    output: { postcode: "1100-148" },
    isValid: true,
  },
];
