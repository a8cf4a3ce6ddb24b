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
  {
    name: "a moment, with the keyboard; what is out of bounds is not taken",
    config: {
      view: {
        type: "field.date",
        label: "Taken at",
        format: "date-time",
        min: "2026-05-01 08:00",
        max: "2026-05-31T20:00Z",
        blockList: ["2026-05-09"],
        data: { type: "data.output", path: "at" },
      },
    },
    play: async (page) => {
      const at = page.getByLabel("Taken at");
      await at.fill("2026-05-09T10:00");
      await expect(page.getByRole("alert")).toHaveText("This date cannot be chosen");
      await expect(at).toHaveValue("2026-05-09T10:00");
      await at.fill("2026-05-31T20:01");
      await expect(page.getByRole("alert")).toContainText("Not after");
      await page.getByRole("button", { name: "Clear" }).focus();
      await page.keyboard.press("Enter");
      await expect(page.getByRole("alert")).toBeHidden();
      await at.fill("2026-05-10T10:00");
    },
    output: { at: "2026-05-10T10:00:00Z" },
    isValid: true,
  },
  {
    name: "a config that has no such format",
    config: {
      view: {
        type: "field.date",
        label: "Week",
        format: "week",
        data: { type: "data.output", path: "week" },
      },
    },
    play: async (page) => {
      await expect(page.getByText("“week” is not a format of dates")).toBeVisible();
    },
    output: {},
  },
];
