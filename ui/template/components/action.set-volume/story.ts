import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "softer",
    config: {
      view: { type: "view.audio", label: "What was said", url: "https://media.example/tone-low.wav" },
      plugins: [
        { type: "plugin.hotkeys", q: { type: "action.set-volume", view: { $ref: "view" }, payload: 0.25 } },
      ],
    },
    play: async (page) => {
      const player = page.locator("audio");
      await page.keyboard.press("q");
      await expect.poll(() => player.evaluate((one: HTMLAudioElement) => one.volume)).toBe(0.25);
    },
  },
];
