import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "words for each mark",
    config: {
      view: {
        type: "view.list",
        items: [
          { type: "field.text", label: "Mark", data: { type: "data.output", path: "mark" } },
          {
            type: "view.text",
            content: {
              type: "helper.switch",
              cases: [
                {
                  condition: {
                    type: "condition.equals",
                    data: { type: "data.output", path: "mark" },
                    to: "1",
                  },
                  result: "bad",
                },
                {
                  condition: {
                    type: "condition.equals",
                    data: { type: "data.output", path: "mark" },
                    to: "2",
                  },
                  result: "good",
                },
              ],
              default: "no mark",
            },
          },
        ],
      },
    },
    play: async (page) => {
      await expect(page.locator(".tb-text")).toHaveText("no mark");
      await page.getByRole("textbox", { name: "Mark" }).fill("2");
      await expect(page.locator(".tb-text")).toHaveText("good");
    },
    output: { mark: "2" },
  },
];
