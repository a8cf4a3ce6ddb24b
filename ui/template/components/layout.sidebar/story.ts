import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

const controls = {
  type: "field.radio-group",
  label: "Is it open?",
  data: { type: "data.output", path: "open" },
  options: [
    { value: true, label: "Yes" },
    { value: false, label: "No" },
  ],
};
const content = { type: "view.image", label: "Front", url: "https://media.example/scene-1.svg" };

export const stories: Story[] = [
  {
    name: "controls at the right",
    config: {
      view: {
        type: "layout.sidebar",
        content,
        controls,
        extraControls: {
          type: "field.text",
          label: "Comment",
          data: { type: "data.output", path: "comment" },
        },
        minWidth: 400,
        controlsWidth: 240,
        validation: { type: "condition.required", data: { type: "data.output", path: "open" } },
      },
    },
    play: async (page) => {
      const panel = await page.locator(".tb-sidebar-controls").boundingBox();
      expect(panel?.width).toBeCloseTo(240, 0);
      expect(panel?.x).toBeGreaterThan((await page.locator(".tb-image").boundingBox())?.width ?? 0);
      await page.getByRole("radio", { name: "Yes" }).focus();
      await page.keyboard.press("Space");
      await page.keyboard.press("Tab");
      await page.keyboard.type("new sign");
    },
    output: { open: true, comment: "new sign" },
    isValid: true,
  },
  {
    name: "controls below, where it is narrow",
    config: { view: { type: "layout.sidebar", content, controls, minWidth: 5000 } },
    play: async (page) => {
      const panel = await page.locator(".tb-sidebar-controls").boundingBox();
      const image = await page.locator(".tb-image").boundingBox();
      expect(panel?.y).toBeGreaterThan((image?.y ?? 0) + (image?.height ?? 0) - 1);
      await page.getByRole("radio", { name: "No" }).check();
    },
    output: { open: false },
  },
];
