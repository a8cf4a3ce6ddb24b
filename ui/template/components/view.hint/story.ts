import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "a bubble by itself, opened by the keyboard",
    config: {
      view: {
        type: "view.hint",
        label: "What counts as open?",
        hint: "Somebody goes in\nor comes out",
        validation: { type: "condition.all", conditions: [] },
      },
    },
    play: async (page) => {
      await expect(page.getByText("Somebody goes in")).toBeHidden();
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await expect(page.getByText("Somebody goes in")).toBeVisible();
      await page.mouse.click(5, 5);
      await expect(page.getByText("Somebody goes in")).toBeHidden();
    },
    isValid: true,
  },
];
