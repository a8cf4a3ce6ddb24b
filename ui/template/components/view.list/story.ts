import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

const texts = ["One", "Two", "Three"].map((content) => ({ type: "view.text", content }));

export const stories: Story[] = [
  {
    name: "in a row, close together",
    config: {
      view: {
        type: "view.list",
        label: "Numbers",
        hint: "In order",
        direction: "horizontal",
        size: "s",
        items: texts,
        rtl: { mode: "ltr" },
        validation: { type: "condition.all", conditions: [] },
      },
    },
    play: async (page) => {
      const [one, two] = [
        await page.getByText("One").boundingBox(),
        await page.getByText("Two").boundingBox(),
      ];
      expect(two?.y).toBe(one?.y);
      expect((two?.x ?? 0) - (one?.x ?? 0) - (one?.width ?? 0)).toBeCloseTo(8, 0);
    },
    isValid: true,
  },
  {
    name: "one under another; who is absent takes no room",
    config: {
      view: {
        type: "view.list",
        items: [
          texts[0],
          { type: "helper.if", condition: false, then: texts[1] },
          { type: "view.list", size: "m", items: texts.slice(2) },
        ],
      },
    },
    play: async (page) => {
      const one = await page.getByText("One").boundingBox();
      const three = await page.getByText("Three").boundingBox();
      expect((three?.y ?? 0) - (one?.y ?? 0) - (one?.height ?? 0)).toBeCloseTo(24, 0);
    },
  },
  {
    name: "pictures share a row",
    config: {
      view: {
        type: "view.list",
        direction: "horizontal",
        items: [1, 2].map((n) => ({
          type: "view.image",
          label: `Scene ${n}`,
          url: `https://media.example/scene-${n}.svg`,
        })),
      },
    },
    play: async (page) => {
      const boxes = page.locator(".tb-image");
      const [one, two] = [await boxes.first().boundingBox(), await boxes.last().boundingBox()];
      expect(two?.y).toBe(one?.y);
      expect(one?.width).toBeGreaterThan(240);
    },
  },
];
