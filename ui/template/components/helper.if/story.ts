import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "a question that follows from the one before",
    config: {
      view: {
        type: "view.list",
        items: [
          {
            type: "field.radio-group",
            label: "Is there a person?",
            data: { type: "data.output", path: "person" },
            options: [
              { label: "Yes", value: true },
              { label: "No", value: false },
            ],
          },
          {
            type: "helper.if",
            condition: { type: "data.output", path: "person" },
            then: {
              type: "field.text",
              label: "Wearing what?",
              data: { type: "data.output", path: "clothes" },
            },
            else: { type: "view.text", content: "Choose first, or there is nothing more to say" },
          },
        ],
      },
    },
    play: async (page) => {
      await page.getByRole("radio", { name: "Yes" }).check();
      await page.getByRole("textbox", { name: "Wearing what?" }).fill("a hat");
      await page.getByRole("radio", { name: "No" }).check();
      await expect(page.getByText("there is nothing more to say")).toBeVisible();
    },
    output: { person: false },
  },
];
