import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "listen before you answer",
    config: {
      view: {
        type: "view.audio",
        label: "What was said",
        url: "https://media.example/tone-low.wav",
        validation: { type: "condition.played", hint: "Listen first" },
      },
    },
    play: async (page) => {
      await page.evaluate(() => window.story.insist());
      await expect(page.getByText("Listen first")).toBeVisible();
      await page.locator("audio").evaluate((player: HTMLAudioElement) => player.play());
      await expect(page.getByText("Listen first")).toBeHidden();
    },
    output: {},
    isValid: true,
  },
];
