import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "listen to the end",
    config: {
      view: {
        type: "view.audio",
        label: "What was said",
        url: "https://media.example/tone-low.wav",
        validation: { type: "condition.played-fully", hint: "Listen to the end" },
      },
    },
    play: async (page) => {
      await page.evaluate(() => window.story.insist());
      await page.locator("audio").evaluate((player: HTMLAudioElement) => player.play());
      await expect(page.getByText("Listen to the end")).toBeHidden();
    },
    output: {},
    isValid: true,
  },
  {
    name: "what does not load holds nobody up",
    config: {
      view: {
        type: "view.audio",
        label: "What was said",
        url: "https://media.example/missing.wav",
        validation: { type: "condition.played-fully" },
      },
    },
    play: async (page) => {
      await page.evaluate(() => window.story.insist());
      await expect(page.getByText("Play it to the end")).toBeHidden();
    },
    output: {},
    isValid: true,
  },
];
