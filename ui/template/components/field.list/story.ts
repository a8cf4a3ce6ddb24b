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
  {
    name: "a list in each row, with nothing but the keyboard",
    config: {
      view: {
        type: "field.list",
        label: "People",
        buttonLabel: "Add a person",
        data: { type: "data.output", path: "people" },
        render: {
          type: "view.list",
          items: [
            {
              type: "field.text",
              label: "Name",
              data: { type: "data.relative", path: "name" },
            },
            {
              type: "field.list",
              label: "Phones",
              direction: "horizontal",
              buttonLabel: "Add a phone",
              data: { type: "data.relative", path: "phones" },
              render: { type: "field.text", label: "Phone", data: { type: "data.relative" } },
            },
          ],
        },
      },
    },
    play: async (page) => {
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await expect(page.getByRole("textbox", { name: "Name" })).toBeFocused();
      await page.keyboard.type("Ann");
      await page.getByRole("button", { name: "Add a phone" }).focus();
      await page.keyboard.press("Enter");
      await expect(page.getByRole("textbox", { name: "Phone" })).toBeFocused();
      await page.keyboard.type("112");
      await page.getByRole("button", { name: "Add a phone" }).focus();
      await page.keyboard.press("Enter");
      await page.keyboard.type("911");
      await page.getByRole("button", { name: "Remove row 1" }).first().focus();
      await page.keyboard.press("Enter");
      await expect(page.getByRole("button", { name: "Remove row 1" }).first()).toBeFocused();
    },
    output: { people: [{ name: "Ann", phones: ["911"] }] },
  },
];
