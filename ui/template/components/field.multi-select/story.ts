import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "several of a list",
    config: {
      view: {
        type: "field.multi-select",
        label: "Topics",
        hint: "All that fit",
        placeholder: "Choose",
        options: [
          { label: "Sport", value: "sport" },
          { label: "Music", value: "music" },
        ],
        data: { type: "data.output", path: "topics" },
        validation: { type: "condition.required" },
      },
    },
    play: async (page) => {
      await page.getByRole("button", { name: "Choose" }).click();
      await page.getByRole("checkbox", { name: "Sport" }).check();
      await page.getByRole("checkbox", { name: "Music" }).focus();
      await page.keyboard.press("Space");
      await page.getByRole("checkbox", { name: "Sport" }).uncheck();
      await page.keyboard.press("Escape");
      await expect(page.getByRole("checkbox")).toHaveCount(0);
      await expect(page.getByRole("button", { name: "Music" })).toBeFocused();
    },
    output: { topics: ["music"] },
    isValid: true,
  },
];
