import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "a trap for programs that fill in everything",
    config: {
      view: {
        type: "field.text",
        label: "Leave this alone",
        data: { type: "data.output", path: "trap" },
        validation: {
          type: "condition.empty",
          data: { type: "data.output", path: "trap" },
          hint: "People leave this empty",
        },
      },
    },
    play: async (page) => {
      await page.getByRole("textbox", { name: "Leave this alone" }).fill("spam");
      await expect(page.getByText("People leave this empty")).toBeVisible();
    },
    output: { trap: "spam" },
    isValid: false,
  },
];
