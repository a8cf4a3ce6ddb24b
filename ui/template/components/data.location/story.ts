import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "where one is",
    config: {
      view: { type: "view.text", label: "You are here", content: { type: "@toloka/data.location" } },
    },
    play: async (page) => {
      await expect(page.locator(".tb-text")).toHaveText("38.7223,-9.1393");
      await page.context().setGeolocation({ latitude: 38.5, longitude: -9 });
      await expect(page.locator(".tb-text")).toHaveText("38.5,-9");
    },
  },
];
