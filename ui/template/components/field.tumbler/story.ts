import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "on",
    config: {
      view: {
        type: "field.tumbler",
        label: "Night mode",
        hint: "For this task only",
        disabled: false,
        preserveFalse: false,
        data: { type: "data.output", path: "night" },
        validation: { type: "condition.required" },
      },
    },
    play: async (page) => page.getByRole("switch", { name: "Night mode" }).check(),
    output: { night: true },
    isValid: true,
  },
];
