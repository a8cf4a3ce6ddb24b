import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "listening by a key",
    config: {
      view: {
        type: "view.audio",
        label: "What was said",
        url: "https://media.example/tone-low.wav",
        validation: { type: "condition.played" },
      },
      plugins: [{ type: "plugin.hotkeys", q: { type: "action.play-pause", view: { $ref: "view" } } }],
    },
    play: async (page) => {
      const player = page.locator("audio");
      await expect.poll(() => player.evaluate((one: HTMLAudioElement) => one.readyState)).toBeGreaterThan(2);
      await page.keyboard.press("q");
      await expect.poll(() => player.evaluate((one: HTMLAudioElement) => one.currentTime)).toBeGreaterThan(0);
    },
    output: {},
    isValid: true,
  },
];
