import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "look it up",
    config: {
      view: {
        type: "view.link",
        content: "Look it up",
        url: {
          type: "helper.search-query",
          query: { type: "data.input", path: "query" },
          engine: "wikipedia",
        },
      },
    },
    input: { query: "cats & dogs" },
    play: async (page) => {
      await expect(page.getByRole("link")).toHaveAttribute(
        "href",
        "https://ru.wikipedia.org/wiki/cats%20%26%20dogs",
      );
    },
  },
];
