import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "a day",
    config: {
      view: {
        type: "field.date",
        label: "On the receipt",
        hint: "At its top",
        format: "date",
        min: "2026-01-01",
        max: "2026-12-31",
        blockList: ["2026-05-01"],
        placeholder: "Pick a day",
        data: { type: "data.output", path: "day" },
        validation: { type: "condition.required" },
      },
    },
    play: async (page) => {
      const day = page.getByLabel("On the receipt", { exact: true });
      await expect(page.getByText("Pick a day")).toBeVisible();
      await day.fill("2026-05-02");
      await expect(page.getByText("Pick a day")).toBeHidden();
    },
    output: { day: "2026-05-02T00:00:00Z" },
    isValid: true,
  },
];
