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
  {
    name: "nothing but keys, with false kept",
    config: {
      view: {
        type: "field.checkbox-group",
        label: "Animals",
        options: [
          { label: "A fox", value: "wild.fox" },
          { label: "A cat", value: "cat" },
        ],
        preserveFalse: true,
        data: { type: "data.output", path: "animals" },
      },
      plugins: [
        {
          type: "plugin.hotkeys",
          f: { type: "action.toggle", data: { type: "data.output", path: "animals.wild.fox" } },
        },
      ],
    },
    play: async (page) => {
      await expect(page.locator(".tb-key")).toHaveText(["F"]);
      await page.keyboard.press("f");
      await expect(page.getByRole("checkbox", { name: "A fox" })).toBeChecked();
    },
    output: { animals: { wild: { fox: true }, cat: false } },
  },
];
