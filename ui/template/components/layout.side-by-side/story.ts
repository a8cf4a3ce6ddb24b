import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

const picture = (n: number) => ({ type: "view.image", url: `https://media.example/scene-${n}.svg` });
const controls = {
  type: "field.radio-group",
  label: "Which is better?",
  data: { type: "data.output", path: "best" },
  options: [
    { value: "a", label: "A is" },
    { value: "b", label: "B is" },
  ],
  validation: { type: "condition.required" },
};

export const stories: Story[] = [
  {
    name: "pictures titled A, B and C; each may be put away, but not the last",
    config: {
      view: {
        type: "layout.side-by-side",
        items: [picture(1), picture(2), picture(3)],
        controls,
        minItemWidth: 250,
        validation: { type: "condition.all", conditions: [] },
      },
    },
    play: async (page) => {
      await page.getByRole("button", { name: "A", exact: true }).click();
      await expect(page.locator('section[aria-label="A"]')).toBeHidden();
      await page.getByRole("button", { name: "B", exact: true }).click();
      const last = page.getByRole("button", { name: "C", exact: true });
      await expect(last).toHaveAttribute("aria-disabled", "true");
      await last.click({ force: true });
      await expect(page.locator('section[aria-label="C"]')).toBeVisible();
      await page.getByRole("button", { name: "A", exact: true }).click();
      await expect(page.locator('section[aria-label="A"]')).toBeVisible();
      await page.getByRole("radio", { name: "B is" }).check();
    },
    output: { best: "b" },
    isValid: true,
  },
  {
    name: "by the keyboard; what is put away must be right too",
    config: {
      view: {
        type: "layout.side-by-side",
        items: [
          {
            type: "field.text",
            label: "Left",
            data: { type: "data.output", path: "left" },
            validation: { type: "condition.required" },
          },
          { type: "view.text", content: "Right" },
        ],
      },
    },
    play: async (page) => {
      await page.keyboard.press("Tab");
      await page.keyboard.press("Space");
      await expect(page.getByRole("textbox")).toBeHidden();
      await page.evaluate(() => window.story.insist());
      await expect(page.getByRole("button", { name: /^A/ })).toContainText("Something to put right here");
    },
    isValid: false,
  },
];
