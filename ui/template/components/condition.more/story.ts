import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "older than eighteen",
    config: {
      view: {
        type: "field.text",
        label: "Age",
        data: { type: "data.output", path: "age" },
        validation: {
          type: "condition.more",
          data: { type: "data.output", path: "age" },
          then: 18,
          orEquals: false,
          hint: "Only above eighteen",
        },
      },
    },
    play: async (page) => {
      await page.getByRole("textbox", { name: "Age" }).fill("18");
      await expect(page.getByText("Only above eighteen")).toBeVisible();
    },
    output: { age: "18" },
    isValid: false,
  },
];
