import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "back to where it matters",
    config: {
      view: { type: "view.audio", label: "What was said", url: "https://media.example/tone-low.wav" },
      plugins: [
        {
          type: "plugin.hotkeys",
          q: { type: "action.set-current-time", view: { $ref: "view" }, payload: 0.1 },
        },
      ],
    },
    play: async (page) => {
      const player = page.locator("audio");
      await expect.poll(() => player.evaluate((one: HTMLAudioElement) => one.readyState)).toBeGreaterThan(2);
      await page.keyboard.press("q");
      await expect.poll(() => player.evaluate((one: HTMLAudioElement) => one.currentTime)).toBeCloseTo(0.1);
    },
  },
];
