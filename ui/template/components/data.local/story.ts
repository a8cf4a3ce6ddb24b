import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "each element of a list",
    config: {
      view: {
        type: "view.list",
        items: {
          type: "helper.transform",
          items: { type: "data.input", path: "people" },
          into: {
            type: "view.text",
            content: { type: "data.local", path: "item.name", default: "nobody" },
          },
        },
      },
    },
    input: { people: [{ name: "Ada" }, {}, { name: "Grace" }] },
    play: async (page) => {
      await expect(page.locator(".tb-text")).toHaveText(["Ada", "nobody", "Grace"]);
    },
  },
];
