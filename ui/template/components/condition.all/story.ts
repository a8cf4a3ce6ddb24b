import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "what is wrong, one thing under the other",
    config: {
      view: {
        type: "field.text",
        label: "Code",
        data: { type: "data.output", path: "code" },
        validation: {
          type: "condition.all",
          conditions: [
            { type: "condition.schema", schema: { minLength: 4 }, hint: "At least 4 characters" },
            { type: "condition.schema", schema: { pattern: "\\d" }, hint: "a digit is needed" },
          ],
        },
      },
    },
    play: async (page) => {
      await page.getByRole("textbox", { name: "Code" }).fill("abc");
      await expect(page.getByText("At least 4 characters\nand a digit is needed")).toBeVisible();
      await page.getByRole("textbox", { name: "Code" }).fill("abc4");
    },
    output: { code: "abc4" },
    isValid: true,
  },
  {
    name: "one hint for all of it",
    config: {
      view: {
        type: "field.text",
        label: "Code",
        data: { type: "data.output", path: "code" },
        validation: {
          type: "condition.all",
          conditions: [{ type: "condition.required" }, { type: "condition.more", then: 100 }],
          hint: "A number above 100",
        },
      },
    },
    play: async (page) => {
      await page.getByRole("textbox", { name: "Code" }).fill("7");
      await expect(page.getByText("A number above 100")).toBeVisible();
    },
    output: { code: "7" },
    isValid: false,
  },
];
