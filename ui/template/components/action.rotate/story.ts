import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "a picture that lies on its side",
    config: {
      view: {
        type: "view.image",
        label: "A scene",
        url: "https://media.example/scene-1.svg",
        rotatable: true,
      },
      plugins: [
        {
          type: "plugin.hotkeys",
          q: { type: "action.rotate", view: { $ref: "view" }, payload: "left" },
          w: { type: "action.rotate", view: { $ref: "view" }, payload: "right" },
        },
      ],
    },
    play: async (page) => {
      const picture = page.getByRole("img", { name: "A scene" });
      await page.keyboard.press("q");
      await expect(picture).toHaveAttribute("style", /rotate\(270deg\)/);
      await page.keyboard.press("w");
      await expect(picture).toHaveAttribute("style", /rotate\(0deg\)/);
    },
  },
];
