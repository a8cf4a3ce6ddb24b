import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

const item = (n: number, path: string) => ({
  content: { type: "view.text", content: `Translation ${n}\n${"long ".repeat(n * 40)}` },
  controls: {
    type: "field.text",
    label: `What is wrong with ${n}?`,
    data: { type: "data.output", path },
  },
});
const commonControls = {
  type: "field.radio-group",
  label: "Better one",
  data: { type: "data.output", path: "better" },
  options: [
    { value: 1, label: "First" },
    { value: 2, label: "Second" },
  ],
};

export const stories: Story[] = [
  {
    name: "side by side, their controls in one line",
    config: {
      view: {
        type: "layout.compare",
        items: [item(1, "one"), item(2, "two")],
        commonControls,
        wideCommonControls: true,
        minWidth: 400,
        validation: { type: "condition.required", data: { type: "data.output", path: "better" } },
      },
    },
    play: async (page) => {
      const [one, two] = [page.getByRole("textbox").first(), page.getByRole("textbox").last()];
      expect((await two.boundingBox())?.y).toBeCloseTo((await one.boundingBox())?.y ?? 0, 0);
      await two.click();
      await page.keyboard.type("slow");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Space");
    },
    output: { two: "slow", better: 1 },
    isValid: true,
  },
  {
    name: "stacked, where it is narrow",
    config: {
      view: {
        type: "layout.compare",
        items: [item(1, "one"), item(2, "two")],
        minWidth: 5000,
        commonControls,
      },
    },
    play: async (page) => {
      const [one, two] = [page.getByRole("textbox").first(), page.getByRole("textbox").last()];
      expect((await two.boundingBox())?.x).toBe((await one.boundingBox())?.x);
      await page.getByRole("radio", { name: "Second" }).check();
    },
    output: { better: 2 },
  },
];
