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
  {
    name: "two questions with the keyboard; hostile markdown is text",
    config: {
      view: {
        type: "field.quiz",
        instruction:
          "<img src=x onerror=alert(1)> [press](javascript:alert(1)) [rules](https://rules.example/)",
        options: [
          {
            key: "a",
            label: "Is it **red**?",
            options: [
              { label: "Yes", value: 1 },
              { label: "No", value: 2 },
            ],
          },
          {
            key: "b",
            label: "Is it old?",
            options: [
              { label: "Yes", value: 1 },
              { label: "No", value: 2 },
            ],
          },
        ],
        data: { type: "data.output", path: "quiz" },
      },
    },
    play: async (page) => {
      await expect(page.getByText("<img src=x onerror=alert(1)>")).toBeVisible();
      await expect(page.locator(".tb-markdown a")).toHaveCount(1);
      await expect(page.getByRole("link", { name: "rules" })).toHaveAttribute("rel", "noopener noreferrer");
      const first = page.getByRole("radiogroup", { name: "Is it red?" });
      await first.getByRole("radio", { name: "Yes" }).focus();
      await page.keyboard.press("Space");
      await page.keyboard.press("ArrowDown");
      await expect(first.getByRole("radio", { name: "No" })).toBeChecked();
      expect(await page.evaluate(() => window.story.solutions()[0]?.output_values)).toEqual({});
      await page.keyboard.press("Tab");
      await page.keyboard.press("ArrowDown");
    },
    output: { quiz: { a: 1, b: 2 } },
  },
];
