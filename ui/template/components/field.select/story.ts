import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "chosen, and taken back",
    config: {
      view: {
        type: "field.select",
        label: "Breed",
        hint: "As on the sign",
        placeholder: "Choose",
        options: [{ label: "Siamese", value: "siamese" }, { value: "manx" }],
        data: { type: "data.output", path: "breed" },
        validation: { type: "condition.required", hint: "Which one?" },
      },
    },
    play: async (page) => {
      const breed = page.getByRole("combobox", { name: "Breed" });
      await breed.selectOption("Siamese");
      await breed.selectOption("–");
      await expect(page.getByText("Which one?")).toBeVisible();
      await breed.focus();
      await page.keyboard.type("manx");
    },
    output: { breed: "manx" },
    isValid: true,
  },
];
