import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "no more than ten",
    config: {
      view: {
        type: "field.text",
        label: "How many do you see?",
        data: { type: "data.output", path: "count" },
        validation: {
          type: "condition.less",
          data: { type: "data.output", path: "count" },
          then: 10,
          orEquals: true,
          hint: "There are at most ten",
        },
      },
    },
    play: async (page) => {
      await page.getByRole("textbox").fill("11");
      await expect(page.getByText("There are at most ten")).toBeVisible();
      await page.getByRole("textbox").fill("10");
    },
    output: { count: "10" },
    isValid: true,
  },
];
