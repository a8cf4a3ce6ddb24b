import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

const comment = {
  type: "field.text",
  label: "Comment",
  data: { type: "data.output", path: "comment" },
  validation: { type: "condition.required", hint: "Say something" },
};

export const stories: Story[] = [
  {
    name: "opened by the mouse",
    config: {
      view: {
        type: "view.collapse",
        label: "More about this shop",
        hint: "Not always needed",
        defaultOpened: false,
        content: { type: "view.text", content: "Open since 1905" },
        validation: { type: "condition.all", conditions: [] },
      },
    },
    play: async (page) => {
      const header = page.getByRole("button", { name: "More about this shop" });
      await expect(page.getByText("Open since 1905")).toBeHidden();
      await header.click();
      await expect(header).toHaveAttribute("aria-expanded", "true");
      await expect(page.getByText("Open since 1905")).toBeVisible();
      await header.click();
      await expect(page.getByText("Open since 1905")).toBeHidden();
    },
    isValid: true,
  },
  {
    name: "what it hides must be right too, and is shown when it is not",
    config: { view: { type: "view.collapse", label: "Optional", content: comment } },
    play: async (page) => {
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await page.keyboard.press("Tab");
      await page.keyboard.type("ab");
      await page.keyboard.press("Shift+Tab");
      await page.keyboard.press("Space");
      await expect(page.getByRole("textbox")).toBeHidden();
      await page.keyboard.press("Space");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Backspace");
      await page.keyboard.press("Backspace");
      await expect(page.getByText("Say something")).toBeVisible();
    },
    isValid: false,
  },
  {
    name: "an attempt to submit opens what has to be put right",
    config: { view: { type: "view.collapse", label: "Optional", content: comment } },
    play: async (page) => {
      await expect(page.getByRole("textbox")).toBeHidden();
      await page.evaluate(() => window.story.insist());
      await expect(page.getByText("Say something")).toBeVisible();
      await page.getByRole("button", { name: "Optional" }).click();
      await expect(page.getByRole("button", { name: "Optional" })).toContainText(
        "Something to put right here",
      );
    },
  },
  {
    name: "by a key and by a button elsewhere",
    config: {
      view: {
        type: "view.list",
        items: [
          {
            type: "view.collapse",
            label: "Details",
            defaultOpened: true,
            content: { type: "view.text", content: "Open since 1905" },
          },
          {
            type: "view.action-button",
            label: "Fold",
            action: { type: "action.open-close", view: { $ref: "view.items.0" }, payload: false },
          },
        ],
      },
      plugins: [{ type: "plugin.hotkeys", q: { type: "action.open-close", view: { $ref: "view.items.0" } } }],
    },
    play: async (page) => {
      await expect(page.getByRole("button", { name: "Details" })).toHaveAttribute("aria-keyshortcuts", "q");
      await expect(page.getByText("Open since 1905")).toBeVisible();
      await page.getByRole("button", { name: "Fold" }).click();
      await expect(page.getByText("Open since 1905")).toBeHidden();
      await page.keyboard.press("q");
      await expect(page.getByText("Open since 1905")).toBeVisible();
      await page.keyboard.press("q");
      await expect(page.getByText("Open since 1905")).toBeHidden();
    },
  },
];
