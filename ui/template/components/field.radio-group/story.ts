import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "values of any kind, by mouse and arrows",
    config: {
      view: {
        type: "field.radio-group",
        label: "How many?",
        hint: "Count the small ones too",
        options: [
          { label: "None", value: null, hint: "Nothing at all" },
          { label: "One", value: 1 },
          { label: "More", value: { from: 2 } },
        ],
        disabled: false,
        data: { type: "data.output", path: "count" },
        validation: { type: "condition.required", hint: "Choose one" },
      },
    },
    play: async (page) => {
      await page.evaluate(() => window.story.insist());
      await expect(page.getByText("Choose one")).toBeVisible();
      await page.getByRole("radio", { name: "One", exact: true }).check();
      await page.keyboard.press("ArrowDown");
    },
    output: { count: { from: 2 } },
    isValid: true,
  },
  {
    name: "keys choose, those who see them see which",
    config: {
      view: {
        type: "field.radio-group",
        label: "Is it sharp?",
        options: [
          { label: "Yes", value: true },
          { label: "No", value: false },
        ],
        data: { type: "data.output", path: "sharp" },
      },
      plugins: [
        {
          type: "plugin.hotkeys",
          q: { type: "action.set", data: { type: "data.output", path: "sharp" }, payload: true },
          w: { type: "action.set", data: { type: "data.output", path: "sharp" }, payload: "false" },
        },
      ],
    },
    play: async (page) => {
      await expect(page.locator(".tb-key")).toHaveText(["Q"]);
      await page.keyboard.press("q");
      await expect(page.getByRole("radio", { name: "Yes" })).toBeChecked();
      await page.keyboard.press("Tab");
      await expect(page.getByRole("radio", { name: "Yes" })).toBeFocused();
      await page.keyboard.press("ArrowDown");
    },
    output: { sharp: false },
  },
];
