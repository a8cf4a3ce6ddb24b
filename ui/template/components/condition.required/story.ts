import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "a title without which nothing is sent",
    config: {
      view: {
        type: "view.list",
        items: [
          {
            type: "field.text",
            label: "Title",
            data: { type: "data.output", path: "title" },
            validation: { type: "condition.required", hint: "A book has a title" },
          },
          {
            type: "view.text",
            label: "Nothing was said of the author yet",
            content: "",
            validation: { type: "condition.required", data: { type: "data.output", path: "title" } },
          },
        ],
      },
    },
    play: async (page) => {
      const title = page.getByRole("textbox", { name: "Title" });
      await title.fill("x");
      await title.fill("");
      await expect(page.getByText("A book has a title")).toBeVisible();
      await title.fill("Emma");
      await expect(page.getByText("A book has a title")).toBeHidden();
    },
    output: { title: "Emma" },
    isValid: true,
  },
];
