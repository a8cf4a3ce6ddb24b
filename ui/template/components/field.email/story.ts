import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "an address that cannot be one",
    config: {
      view: {
        type: "field.email",
        label: "Mail",
        hint: "Nobody will write to you",
        placeholder: "name@site.example",
        data: { type: "data.output", path: "mail" },
        validation: { type: "condition.required" },
      },
    },
    play: async (page) => {
      const mail = page.getByRole("textbox", { name: "Mail" });
      await mail.fill("nobody@");
      await expect(mail).toHaveAttribute("aria-invalid", "true");
      await mail.fill("a@b.example");
      await expect(mail).toHaveAttribute("aria-invalid", "false");
    },
    output: { mail: "a@b.example" },
    isValid: true,
  },
  {
    name: "typed and cleared with the keyboard",
    config: {
      view: { type: "field.email", label: "Mail", data: { type: "data.output", path: "mail" } },
    },
    play: async (page) => {
      await page.keyboard.press("Tab");
      await page.keyboard.type("me@here");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await expect(page.getByRole("textbox", { name: "Mail" })).toBeFocused();
    },
    output: {},
    isValid: true,
  },
];
