import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "pairs as an object",
    config: {
      view: {
        type: "view.text",
        content: {
          type: "helper.entries2object",
          entries: [
            { key: "name", value: { type: "data.input", path: "name" } },
            { key: "age", value: 36 },
          ],
        },
      },
    },
    input: { name: "Ada" },
    play: async (page) => {
      await expect(page.locator(".tb-text")).toHaveText('{"name":"Ada","age":36}');
    },
  },
];
