import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

const verdict = { type: "data.output", path: "verdict" };
const good = { type: "action.set", data: verdict, payload: "good" };

export const stories: Story[] = [
  {
    name: "sets an answer by the mouse, and shows its key",
    config: {
      view: {
        type: "view.action-button",
        label: "All is well",
        hint: "Same as the key",
        action: good,
        validation: { type: "condition.required", data: verdict },
      },
      plugins: [{ type: "plugin.hotkeys", "1": good }],
    },
    play: async (page) => {
      const button = page.getByRole("button", { name: "All is well" });
      await expect(button).toHaveAttribute("aria-keyshortcuts", "1");
      await expect(button.locator(".tb-key")).toHaveText("1");
      await button.click();
    },
    output: { verdict: "good" },
    isValid: true,
  },
  {
    name: "by the keyboard; the old name of its label comes first",
    config: { view: { type: "view.action-button", label: "New", content: "Old", action: good } },
    play: async (page) => {
      await page.keyboard.press("Tab");
      await expect(page.getByRole("button", { name: "Old" })).toBeFocused();
      await page.keyboard.press("Space");
    },
    output: { verdict: "good" },
  },
];
