import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "a number with a comma",
    config: {
      view: {
        type: "field.number",
        label: "Price",
        hint: "Without currency",
        minimum: 1,
        maximum: 100,
        placeholder: "As on the tag",
        data: { type: "data.output", path: "price" },
        validation: { type: "condition.required" },
      },
    },
    play: async (page) => {
      const price = page.getByRole("textbox", { name: "Price" });
      await price.fill("0");
      await expect(price).toHaveAttribute("aria-invalid", "true");
      await price.fill("");
      await price.pressSequentially("9,5");
      await expect(price).toHaveValue("9,5");
    },
    output: { price: 9.5 },
    isValid: true,
  },
];
