import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "a part of an answer",
    config: {
      vars: { address: { type: "data.output", path: "address" } },
      view: {
        type: "field.text",
        label: "City",
        data: { type: "data.sub", parent: { $ref: "vars.address" }, path: "city" },
      },
    },
    play: async (page) => page.getByRole("textbox", { name: "City" }).fill("Porto"),
    output: { address: { city: "Porto" } },
  },
];
