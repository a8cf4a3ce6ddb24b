import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "the first one goes",
    config: {
      view: {
        type: "view.action-button",
        label: "Not the first",
        action: { type: "action.list-remove", data: { type: "data.output", path: "seen" }, payload: 0 },
      },
    },
    before: { seen: ["cat", "dog"] },
    play: async (page) => page.getByRole("button", { name: "Not the first" }).click(),
    output: { seen: ["dog"] },
  },
];
