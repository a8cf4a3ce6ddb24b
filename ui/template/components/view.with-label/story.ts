import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "a label with what belongs to it in a row",
    config: {
      view: {
        type: "view.with-label",
        label: "Size",
        hint: "Width and height",
        items: [
          { type: "field.text", placeholder: "width", data: { type: "data.output", path: "width" } },
          { type: "field.text", placeholder: "height", data: { type: "data.output", path: "height" } },
        ],
        validation: { type: "condition.required", data: { type: "data.output", path: "width" } },
      },
    },
    play: async (page) => {
      const group = page.getByRole("group", { name: "Size" });
      const [width, height] = [group.getByRole("textbox").first(), group.getByRole("textbox").last()];
      expect((await height.boundingBox())?.y).toBeCloseTo((await width.boundingBox())?.y ?? 0, 0);
      await width.click();
      await page.keyboard.type("4");
      await height.click();
      await page.keyboard.type("5");
    },
    output: { width: "4", height: "5" },
    isValid: true,
  },
];
