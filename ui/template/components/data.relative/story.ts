import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "people, each with a name of their own",
    config: {
      view: {
        type: "field.list",
        label: "People in the picture",
        buttonLabel: "One more",
        data: { type: "data.output", path: "people" },
        render: {
          type: "field.text",
          label: "Name",
          data: { type: "data.relative", path: "name", default: "Unknown" },
        },
      },
    },
    play: async (page) => {
      await page.getByRole("button", { name: "One more" }).click();
      await page.getByRole("button", { name: "One more" }).click();
      await page.getByRole("textbox").last().fill("Grace");
    },
    output: { people: [{ name: "Unknown" }, { name: "Grace" }] },
  },
];
