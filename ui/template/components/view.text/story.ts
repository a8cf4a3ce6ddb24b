import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "text with line breaks",
    config: {
      view: {
        type: "view.text",
        label: "What was said",
        hint: "Word\nfor word",
        content: "One\nTwo <b>three</b>",
        validation: { type: "condition.all", conditions: [] },
      },
    },
    play: async (page) => {
      await expect(page.locator(".tb-text")).toHaveText("One\nTwo <b>three</b>");
      await page.getByRole("button", { name: "Explanation" }).click();
      await expect(page.getByText("for word")).toBeVisible();
    },
    isValid: true,
  },
  {
    name: "from right to left, and what is no text",
    config: {
      view: {
        type: "view.list",
        items: [
          { type: "view.text", label: "כותרת", content: "שלום, עולם!", rtl: { mode: "rtl" } },
          { type: "view.text", content: { type: "data.input", path: "box" } },
          { type: "view.text", content: { type: "data.input", path: "nothing" } },
        ],
      },
    },
    input: { box: { width: 4, tall: true } },
    play: async (page) => {
      await expect(page.locator('[dir="rtl"]', { hasText: "שלום" })).toHaveCSS("direction", "rtl");
      await expect(page.getByText('{"width":4,"tall":true}')).toBeVisible();
      await expect(page.locator(".tb-text").last()).toBeEmpty();
    },
  },
  {
    name: "a component where a text should be",
    config: {
      view: {
        type: "view.text",
        label: "Verdict",
        content: {
          type: "helper.if",
          condition: { type: "condition.empty", data: { type: "data.input", path: "nothing" } },
          then: { type: "view.text", content: "nothing there" },
          else: { type: "view.text", content: "something there" },
        },
      },
    },
    play: async (page) => {
      await expect(page.getByText("nothing there")).toBeVisible();
      await expect(page.locator(".tb-fault")).toHaveCount(0);
    },
  },
];
