import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "in and out again",
    config: {
      view: {
        type: "field.button-checkbox",
        label: "Adult content",
        hint: "Even in part",
        preserveFalse: false,
        data: { type: "data.output", path: "adult" },
        validation: { type: "condition.required" },
      },
    },
    play: async (page) => {
      const button = page.getByRole("button", { name: "Adult content" });
      await button.click();
      await expect(button).toHaveAttribute("aria-pressed", "true");
      await button.click();
      await expect(button).toHaveAttribute("aria-pressed", "false");
    },
    output: {},
    isValid: false,
  },
];
