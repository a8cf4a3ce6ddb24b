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
  {
    name: "by its key, with false kept",
    config: {
      view: {
        type: "field.button-checkbox",
        label: "Adult content",
        preserveFalse: true,
        data: { type: "data.output", path: "adult" },
      },
      plugins: [
        {
          type: "plugin.hotkeys",
          a: { type: "action.toggle", data: { type: "data.output", path: "adult" } },
        },
      ],
    },
    play: async (page) => {
      await expect(page.locator(".tb-key")).toHaveText(["A"]);
      await page.keyboard.press("a");
      await expect(page.getByRole("button", { name: "Adult content" })).toHaveAttribute(
        "aria-pressed",
        "true",
      );
      await page.keyboard.press("Tab");
      await page.keyboard.press("Space");
    },
    output: { adult: false },
  },
];
