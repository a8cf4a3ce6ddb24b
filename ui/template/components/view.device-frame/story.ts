import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

const words = Array.from({ length: 60 }, (_, index) => `Line ${index + 1}`).join("\n");

export const stories: Story[] = [
  {
    name: "a long page on a phone",
    config: {
      view: {
        type: "view.device-frame",
        label: "Home screen",
        hint: "As seen by a customer",
        ratio: [3, 5],
        minWidth: 200,
        maxWidth: 260,
        content: { type: "view.text", content: words },
        validation: { type: "condition.all", conditions: [] },
      },
    },
    play: async (page) => {
      const frame = await page.locator(".tb-device").boundingBox();
      expect(frame?.width).toBeCloseTo(260, 0);
      expect(frame?.height).toBeCloseTo((260 * 5) / 3, 0);
      await page.keyboard.press("Tab");
      await page.keyboard.press("Tab");
      await expect(page.getByRole("region", { name: "Home screen" })).toBeFocused();
      await page.keyboard.press("End");
      await expect
        .poll(() => page.locator(".tb-device-screen").evaluate((screen) => screen.scrollTop))
        .toBeGreaterThan(0);
    },
    isValid: true,
  },
  {
    name: "as high as there is room",
    config: {
      view: {
        type: "view.device-frame",
        fullHeight: true,
        content: { type: "view.text", content: "Short" },
      },
    },
    play: async (page) => {
      const frame = await page.locator(".tb-device").boundingBox();
      expect(frame?.height).toBeGreaterThanOrEqual(400);
    },
  },
];
