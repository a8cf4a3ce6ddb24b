import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "a frame with a heading",
    config: {
      view: {
        type: "view.group",
        label: "About the shop",
        hint: "Look at the sign",
        content: { type: "field.text", label: "Name", data: { type: "data.output", path: "name" } },
        validation: { type: "condition.required", data: { type: "data.output", path: "name" } },
      },
    },
    play: async (page) => {
      await expect(page.getByRole("heading", { name: "About the shop" })).toBeVisible();
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await expect(page.getByText("Look at the sign")).toBeVisible();
      await page.keyboard.press("Escape");
      await page.getByRole("textbox", { name: "Name" }).click();
      await page.keyboard.type("Corner");
    },
    output: { name: "Corner" },
    isValid: true,
  },
  {
    name: "without a heading",
    config: { view: { type: "view.group", content: { type: "view.text", content: "Only framed" } } },
    play: async (page) => {
      await expect(page.getByText("Only framed")).toBeVisible();
      await expect(page.getByRole("heading")).toHaveCount(0);
    },
  },
];
