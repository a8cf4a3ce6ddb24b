import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "a picture from the requester's own storage",
    config: {
      view: {
        type: "view.image",
        label: "From the storage",
        url: { type: "@toloka/helper.proxy", path: "/storage/cat.svg" },
      },
    },
    play: async (page) => {
      await expect(page.getByRole("img", { name: "From the storage" })).toHaveAttribute(
        "src",
        "https://media.example/proxy/storage/cat.svg",
      );
    },
  },
];
