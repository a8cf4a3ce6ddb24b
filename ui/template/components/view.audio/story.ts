import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

const plays = (loop: boolean) => ({
  type: "view.audio",
  label: "What is said?",
  hint: "Wear headphones",
  url: "https://media.example/short.wav",
  loop,
  validation: { type: "condition.played-fully", hint: "Listen to the end" },
});

export const stories: Story[] = [
  {
    name: "a recording that is heard to its end",
    config: { view: plays(false) },
    play: async (page) => {
      const player = page.getByLabel("What is said?");
      await player.evaluate((audio: HTMLAudioElement) => audio.play());
      await expect
        .poll(() => player.evaluate((audio: HTMLAudioElement) => audio.ended), "whether it has ended")
        .toBe(true);
    },
    isValid: true,
  },
  {
    name: "a recording that repeats is heard to its end, too, and a key stops it",
    config: {
      view: plays(true),
      plugins: [{ type: "plugin.hotkeys", q: { type: "action.play-pause", view: { $ref: "view" } } }],
    },
    play: async (page) => {
      const player = page.getByLabel("What is said?");
      await expect(player).toHaveAttribute("aria-keyshortcuts", "q");
      await player.evaluate((audio: HTMLAudioElement) => {
        audio.addEventListener("ended", () => {
          audio.dataset.rounds = "1";
        });
      });
      await page.keyboard.press("q");
      await expect(player).toHaveAttribute("data-rounds", "1");
      await expect.poll(() => player.evaluate((audio: HTMLAudioElement) => audio.paused)).toBe(false);
      await page.keyboard.press("q");
      await expect.poll(() => player.evaluate((audio: HTMLAudioElement) => audio.paused)).toBe(true);
    },
    isValid: true,
  },
  {
    name: "a recording that does not load holds nobody up",
    config: { view: { ...plays(false), url: "https://media.example/missing.wav" } },
    play: async (page) => {
      await expect(page.getByText("The recording could not be loaded")).toBeVisible();
      await expect(page.getByRole("link", { name: "https://media.example/missing.wav" })).toBeVisible();
    },
    isValid: true,
  },
  { name: "a recording that nobody has heard", config: { view: plays(false) }, isValid: false },
];
