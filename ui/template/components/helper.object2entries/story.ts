import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "each property in a row of its own",
    config: {
      view: {
        type: "view.list",
        items: {
          type: "helper.transform",
          items: { type: "helper.object2entries", data: { type: "data.input", path: "properties" } },
          into: {
            type: "view.text",
            label: { type: "data.local", path: "item.key" },
            content: { type: "data.local", path: "item.value" },
          },
        },
      },
    },
    input: { properties: { colour: "red", size: 42 } },
    play: async (page) => {
      await expect(page.locator(".tb-label")).toHaveText(["colour", "size"]);
      await expect(page.locator(".tb-text")).toHaveText(["red", "42"]);
    },
  },
];
