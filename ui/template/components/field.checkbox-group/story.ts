import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "colours that are there",
    config: {
      view: {
        type: "field.checkbox-group",
        label: "Colours",
        hint: "All that you see",
        options: [
          { label: "Red", value: "red" },
          { label: "Blue", value: "blue", hint: "Sky too" },
        ],
        disabled: false,
        preserveFalse: false,
        data: { type: "data.output", path: "colours" },
        validation: { type: "condition.required", hint: "At least one" },
      },
    },
    play: async (page) => {
      await page.getByRole("checkbox", { name: "Red" }).check();
      await page.getByRole("checkbox", { name: "Red" }).uncheck();
      await expect(page.getByText("At least one")).toBeVisible();
      await page.getByRole("checkbox", { name: "Blue" }).focus();
      await page.keyboard.press("Space");
    },
    output: { colours: { blue: true } },
    isValid: true,
  },
];
