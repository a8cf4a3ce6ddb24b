import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "a page of the shop's own site",
    config: {
      view: {
        type: "field.text",
        label: "Address of the page",
        data: { type: "data.output", path: "page" },
        validation: {
          type: "condition.same-domain",
          data: { type: "data.output", path: "page" },
          original: "https://www.shop.example",
          hint: "It has to be a page of shop.example",
        },
      },
    },
    play: async (page) => {
      const address = page.getByRole("textbox", { name: "Address of the page" });
      await address.fill("https://other.example/about");
      await expect(page.getByText("It has to be a page of")).toBeVisible();
      await address.fill("http://shop.example/about");
    },
    output: { page: "http://shop.example/about" },
    isValid: true,
  },
];
