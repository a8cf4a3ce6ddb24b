import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "bars that stay in sight",
    config: {
      view: {
        type: "layout.bars",
        barBefore: { type: "view.text", content: "The question" },
        content: { type: "view.text", content: "line\n".repeat(150) },
        barAfter: {
          type: "view.action-button",
          label: "Done",
          action: { type: "action.set", data: { type: "data.output", path: "done" }, payload: true },
        },
        validation: { type: "condition.required", data: { type: "data.output", path: "done" } },
      },
    },
    play: async (page) => {
      await expect(page.getByRole("button", { name: "Done" })).toBeInViewport();
      await page.mouse.move(200, 300);
      await page.mouse.wheel(0, 800);
      await expect.poll(() => page.evaluate(() => window.scrollY)).toBeGreaterThan(400);
      await expect(page.getByText("The question")).toBeInViewport();
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
    },
    output: { done: true },
    isValid: true,
  },
  {
    name: "without bars",
    config: { view: { type: "layout.bars", content: { type: "view.text", content: "Alone" } } },
    play: async (page) => {
      await expect(page.getByText("Alone")).toBeVisible();
      await expect(page.locator(".tb-bar")).toHaveCount(0);
    },
  },
];
