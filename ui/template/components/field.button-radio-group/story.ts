import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "one of several buttons, by mouse",
    config: {
      view: {
        type: "field.button-radio-group",
        label: "What is it?",
        hint: "The largest thing in the picture",
        data: { type: "data.output", path: "what" },
        options: [
          { label: "A cat", value: "cat", hint: "Tame or wild" },
          { label: "A dog", value: 2 },
          { label: "Neither", value: false },
        ],
        disabled: false,
        rtl: { mode: "ltr" },
        validation: { type: "condition.required", hint: "Choose one" },
      },
    },
    play: async (page) => {
      await page.evaluate(() => window.story.insist());
      await expect(page.getByText("Choose one")).toBeVisible();
      await page.getByRole("radio", { name: "A dog" }).click();
      await expect(page.getByText("Choose one")).toBeHidden();
      await page.getByRole("radio", { name: "A dog" }).click();
    },
    output: { what: 2 },
    isValid: true,
  },
  {
    name: "arrows choose",
    config: {
      view: {
        type: "field.button-radio-group",
        label: "What is it?",
        data: { type: "data.output", path: "what" },
        options: [
          { label: "A cat", value: "cat" },
          { label: "Neither", value: false },
        ],
      },
    },
    play: async (page) => {
      await page.keyboard.press("Tab");
      await page.keyboard.press("ArrowRight");
      await expect(page.getByRole("radio", { name: "Neither" })).toBeFocused();
    },
    output: { what: false },
  },
];
