import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "a mail address or a number, one is enough",
    config: {
      view: {
        type: "view.group",
        label: "How can we reach you?",
        content: {
          type: "view.list",
          items: [
            { type: "field.text", label: "Mail", data: { type: "data.output", path: "mail" } },
            { type: "field.text", label: "Number", data: { type: "data.output", path: "number" } },
          ],
        },
        validation: {
          type: "condition.any",
          conditions: [
            { type: "condition.required", data: { type: "data.output", path: "mail" } },
            { type: "condition.required", data: { type: "data.output", path: "number" } },
          ],
          hint: "Tell us at least one",
        },
      },
    },
    play: async (page) => {
      await page.getByRole("textbox", { name: "Number" }).fill("112");
    },
    output: { number: "112" },
    isValid: true,
  },
];
