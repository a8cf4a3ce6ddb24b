import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "an answer that is there to begin with",
    config: {
      view: {
        type: "field.text",
        label: "City",
        data: {
          type: "data.output",
          path: "address.city",
          default: { type: "data.input", path: "city" },
        },
      },
    },
    input: { city: "Lisbon" },
    play: async (page) => {
      const city = page.getByRole("textbox", { name: "City" });
      await expect(city).toHaveValue("Lisbon");
      await city.press("End");
      await city.pressSequentially("!");
    },
    output: { address: { city: "Lisbon!" } },
  },
];
