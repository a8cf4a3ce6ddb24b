import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "the first choice counts",
    config: {
      view: {
        type: "field.quiz",
        label: "What you learned",
        hint: "Only the first answers count",
        instruction: "Answer *both*.",
        options: [
          {
            key: "sum",
            label: "2 + 2",
            border: true,
            options: [
              { label: "4", value: 4, correct: true, hint: "Yes" },
              { label: "5", value: 5, correct: false, hint: "No, **4**" },
            ],
          },
          { key: "old", label: "Done", disabled: true, options: [{ label: "x", value: "x" }] },
        ],
        data: { type: "data.output", path: "quiz" },
        validation: { type: "condition.required" },
      },
    },
    play: async (page) => {
      await page.getByRole("radio", { name: "5" }).check();
      await expect(page.getByText("No, 4")).toBeVisible();
      await page.getByRole("radio", { name: "4" }).focus();
      await page.keyboard.press("Space");
      await expect(page.getByText("Yes", { exact: true })).toBeVisible();
    },
    output: { quiz: { sum: 5 } },
    isValid: true,
  },
];
