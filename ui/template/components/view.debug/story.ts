import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "workers never see it",
    config: {
      view: {
        type: "view.list",
        items: [
          { type: "view.text", content: "The task" },
          {
            type: "view.debug",
            label: "Stores",
            hint: "For the requester",
            insane: true,
            validation: { type: "condition.all", conditions: [] },
          },
        ],
      },
    },
    input: { secret: "gold" },
    play: async (page) => {
      await expect(page.getByText("The task")).toBeVisible();
      await expect(page.getByText("Stores")).toHaveCount(0);
      await expect(page.getByText("gold")).toHaveCount(0);
    },
    isValid: true,
  },
];
