import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

const video = (more: object) => ({
  type: "view.video",
  label: "The crossing",
  hint: "Mind the lights",
  url: "https://media.example/clip.webm",
  ratio: [4, 3],
  minWidth: 200,
  maxWidth: 480,
  validation: { type: "condition.played-fully", hint: "Watch it to the end" },
  ...more,
});

export const stories: Story[] = [
  {
    name: "a film that is seen to its end",
    config: { view: video({}) },
    play: async (page) => {
      const player = page.getByLabel("The crossing");
      await expect(player).toHaveAttribute("src", /clip/);
      await player.evaluate((film: HTMLVideoElement) => film.play());
      await expect.poll(() => player.evaluate((film: HTMLVideoElement) => film.ended)).toBe(true);
      const box = await page.locator(".tb-video").boundingBox();
      expect((box?.width ?? 0) / (box?.height ?? 1)).toBeCloseTo(4 / 3, 1);
    },
    isValid: true,
  },
  {
    name: "a key plays it; it fills the free height",
    config: {
      view: video({ fullHeight: true, validation: { type: "condition.played" } }),
      plugins: [{ type: "plugin.hotkeys", p: { type: "action.play-pause", view: { $ref: "view" } } }],
    },
    play: async (page) => {
      await page.keyboard.press("p");
      await expect
        .poll(() => page.getByLabel("The crossing").evaluate((film: HTMLVideoElement) => film.played.length))
        .toBeGreaterThan(0);
      expect((await page.locator(".tb-video").boundingBox())?.height).toBeGreaterThanOrEqual(400);
    },
    isValid: true,
  },
  {
    name: "a film that does not load holds nobody up",
    config: { view: video({ url: "https://media.example/missing.webm" }) },
    play: async (page) => {
      await expect(page.getByText("The video could not be loaded")).toBeVisible();
    },
    isValid: true,
  },
];
