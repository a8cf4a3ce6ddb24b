import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "rows are added, and one is removed",
    config: {
      view: {
        type: "field.list",
        label: "People",
        hint: "From left to right",
        buttonLabel: "One more",
        minLength: 1,
        maxLength: 3,
        editable: true,
        direction: "vertical",
        size: "s",
        removeVariant: "group",
        addedItems: [{ type: "view.text", content: "That was all" }],
        render: { type: "field.text", label: "Name", data: { type: "data.relative" } },
        data: { type: "data.output", path: "people", default: ["Ada"] },
        validation: { type: "condition.required" },
      },
    },
    play: async (page) => {
      const more = page.getByRole("button", { name: "One more" });
      await more.click();
      await page.getByRole("textbox").last().fill("Grace");
      await more.focus();
      await page.keyboard.press("Enter");
      await expect(more).toBeHidden();
      await page.getByRole("textbox").last().fill("Edith");
      await page
        .locator('[data-row="0"]')
        .getByRole("button", { name: /^Remove/ })
        .click();
    },
    output: { people: ["Grace", "Edith"] },
    isValid: true,
  },
];
