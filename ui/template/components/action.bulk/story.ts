import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "two answers by one press",
    config: {
      view: {
        type: "view.action-button",
        label: "Nothing to be seen",
        action: {
          type: "action.bulk",
          payload: [
            { type: "action.set", data: { type: "data.output", path: "people" }, payload: 0 },
            { type: "action.set", data: { type: "data.output", path: "cars" }, payload: 0 },
          ],
        },
      },
    },
    play: async (page) => {
      await page.getByRole("button", { name: "Nothing to be seen" }).focus();
      await page.keyboard.press("Enter");
    },
    output: { people: 0, cars: 0 },
  },
];
