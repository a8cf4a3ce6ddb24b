import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "options made of what the task brings",
    config: {
      view: {
        type: "field.radio-group",
        label: "Which name fits?",
        data: { type: "data.output", path: "name" },
        options: {
          type: "helper.transform",
          items: { type: "data.input", path: "names" },
          into: {
            value: { type: "data.local", path: "item" },
            label: {
              type: "helper.text-transform",
              data: { type: "data.local", path: "item" },
              transformation: "capitalize",
            },
          },
        },
      },
    },
    input: { names: ["tabby", "manx"] },
    play: async (page) => page.getByRole("radio", { name: "Manx" }).check(),
    output: { name: "manx" },
  },
];
