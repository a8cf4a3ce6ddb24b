import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "only from what is in stock",
    config: {
      view: {
        type: "view.list",
        items: [
          {
            type: "field.text",
            label: "What you would take",
            data: { type: "data.output", path: "wanted.0" },
          },
          {
            type: "view.text",
            content: "In stock: apples, pears",
            validation: {
              type: "condition.sub-array",
              data: { type: "data.output", path: "wanted" },
              parent: { type: "data.input", path: "stock" },
              equalSize: false,
              hint: "Take what is in stock",
            },
          },
        ],
      },
    },
    input: { stock: ["apples", "pears"] },
    play: async (page) => {
      await page.getByRole("textbox", { name: "What you would take" }).fill("pears");
    },
    output: { wanted: ["pears"] },
    isValid: true,
  },
];
