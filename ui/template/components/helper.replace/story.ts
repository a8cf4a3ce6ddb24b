import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "points for commas",
    config: {
      view: {
        type: "view.list",
        items: [
          {
            type: "view.text",
            content: { type: "helper.replace", data: "1,5 or 2,5", find: ",", replace: "." },
          },
          {
            type: "view.text",
            content: {
              type: "helper.replace",
              data: "Room 12, room 7",
              find: "ROOM (\\d+)",
              replace: "door $1",
              params: { regExp: true, caseInsensitive: true, replaceAll: true },
            },
          },
        ],
      },
    },
    play: async (page) => {
      await expect(page.locator(".tb-text")).toHaveText(["1.5 or 2.5", "door 12, door 7"]);
    },
  },
];
