import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "true or nothing",
    config: {
      view: {
        type: "field.checkbox",
        label: "I have read it",
        hint: "All of it",
        disabled: false,
        preserveFalse: false,
        data: { type: "data.output", path: "read" },
        validation: { type: "condition.required", hint: "Read it first" },
      },
    },
    play: async (page) => {
      await page.keyboard.press("Tab");
      await page.keyboard.press("Space");
      await page.keyboard.press("Space");
      await expect(page.getByText("Read it first")).toBeVisible();
      await page.getByRole("checkbox", { name: "I have read it" }).check();
    },
    output: { read: true },
    isValid: true,
  },
  {
    name: "false is said too",
    config: {
      view: {
        type: "field.checkbox",
        label: "Sold out",
        preserveFalse: true,
        data: { type: "data.output", path: "soldOut" },
      },
    },
    output: { soldOut: false },
  },
];
