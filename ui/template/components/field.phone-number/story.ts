import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "a number as people write it",
    config: {
      view: {
        type: "field.phone-number",
        label: "Phone",
        hint: "On the door",
        placeholder: "+351 …",
        data: { type: "data.output", path: "phone" },
        validation: { type: "condition.required" },
      },
    },
    play: async (page) => {
      const phone = page.getByRole("textbox", { name: "Phone" });
      await phone.fill("+7 (012) 345-67-89");
      await expect(phone).toHaveValue("+7 (012) 345-67-89");
    },
    output: { phone: "+70123456789" },
    isValid: true,
  },
  {
    name: "no number at all, with the keyboard",
    config: {
      view: { type: "field.phone-number", label: "Phone", data: { type: "data.output", path: "phone" } },
    },
    play: async (page) => {
      await page.keyboard.press("Tab");
      await page.keyboard.type("12-ab");
      await expect(page.getByRole("alert")).toContainText("only digits");
    },
    output: { phone: "12ab" },
    isValid: false,
  },
];
