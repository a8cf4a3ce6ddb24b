import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

const alert = (theme: string) => ({
  type: "view.alert",
  theme,
  content: { type: "view.text", content: `This is ${theme}` },
});

export const stories: Story[] = [
  {
    name: "a warning with a label",
    config: {
      view: {
        type: "view.alert",
        theme: "warning",
        label: "Before you begin",
        hint: "Shown on every page",
        content: { type: "view.text", content: "Some pictures are disturbing" },
        validation: { type: "condition.all", conditions: [] },
      },
    },
    play: async (page) => {
      await expect(page.getByRole("note", { name: "Warning" })).toContainText("Some pictures are disturbing");
    },
    isValid: true,
  },
  {
    name: "all themes; an unknown one informs",
    config: {
      view: {
        type: "view.list",
        items: [...["info", "success", "warning", "danger"].map(alert), alert("purple")],
      },
    },
    play: async (page) => {
      await expect(page.getByRole("note", { name: "Information" })).toHaveCount(2);
      const colours = await page
        .getByRole("note")
        .evaluateAll((notes) => notes.map((note) => getComputedStyle(note).backgroundColor));
      expect(new Set(colours).size).toBe(4);
    },
  },
];
