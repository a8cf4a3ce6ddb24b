import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "between two texts, with and without words",
    config: {
      view: {
        type: "view.list",
        items: [
          { type: "view.text", content: "First" },
          { type: "view.divider" },
          { type: "view.text", content: "Second" },
          {
            type: "view.divider",
            label: "now the hard part",
            hint: "Take your time",
            validation: { type: "condition.all", conditions: [] },
          },
          { type: "view.text", content: "Third" },
        ],
      },
    },
    play: async (page) => {
      await expect(page.getByRole("separator")).toHaveCount(2);
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await expect(page.getByText("Take your time")).toBeVisible();
      await page.keyboard.press("Escape");
      await expect(page.getByText("Take your time")).toBeHidden();
    },
    isValid: true,
  },
];
