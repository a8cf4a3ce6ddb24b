import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "a line of text",
    config: {
      view: {
        type: "field.text",
        label: "Title",
        hint: "Of the book",
        placeholder: "As printed",
        disabled: false,
        requiredMark: true,
        rtl: { mode: "ltr" },
        data: { type: "data.output", path: "title" },
        validation: { type: "condition.required", hint: "A title is needed" },
      },
    },
    play: async (page) => {
      const input = page.getByRole("textbox", { name: "Title" });
      await input.fill("Moby Dick");
      await page.getByRole("button", { name: "Clear" }).click();
      await expect(page.getByRole("alert").filter({ hasText: "A title is needed" })).toBeVisible();
      await input.fill("Moby-Dick");
      await expect(page.getByText("A title is needed")).toBeHidden();
    },
    output: { title: "Moby-Dick" },
    isValid: true,
  },
];
