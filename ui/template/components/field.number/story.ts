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
  {
    name: "what is no number stays to be mended",
    config: {
      view: { type: "field.number", label: "Seats", data: { type: "data.output", path: "seats" } },
    },
    play: async (page) => {
      const seats = page.getByRole("textbox", { name: "Seats" });
      await page.keyboard.press("Tab");
      await page.keyboard.type("12 rows");
      await expect(page.getByRole("alert")).toHaveText("This is not a number");
      await expect(seats).toHaveValue("12 rows");
      for (let count = 0; count < 5; count += 1) await page.keyboard.press("Backspace");
      await expect(seats).toHaveAttribute("aria-invalid", "false");
      await seats.hover();
      await page.mouse.wheel(0, 200);
    },
    output: { seats: 12 },
    isValid: true,
  },
];
