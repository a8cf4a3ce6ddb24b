import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

const items = [
  { label: "Name", content: { type: "view.text", content: "Olive oil, first cold pressing" } },
  {
    label: "Price",
    hint: "In the shop's currency",
    centerLabel: true,
    content: { type: "field.text", label: "As printed", data: { type: "data.output", path: "price" } },
  },
];

export const stories: Story[] = [
  {
    name: "labels at the left",
    config: {
      view: {
        type: "view.labeled-list",
        label: "Product",
        hint: "As on the shelf",
        minWidth: 300,
        items,
        validation: { type: "condition.required", data: { type: "data.output", path: "price" } },
      },
    },
    play: async (page) => {
      const label = await page.getByText("Name", { exact: true }).boundingBox();
      const content = await page.getByText("Olive oil").boundingBox();
      expect(content?.x).toBeGreaterThan((label?.x ?? 0) + (label?.width ?? 0));
      await page.getByRole("textbox", { name: "As printed" }).fill("4.50");
    },
    output: { price: "4.50" },
    isValid: true,
  },
  {
    name: "labels above, where it is narrow",
    config: { view: { type: "view.labeled-list", minWidth: 5000, items } },
    play: async (page) => {
      const label = await page.getByText("Name", { exact: true }).boundingBox();
      const content = await page.getByText("Olive oil").boundingBox();
      expect(content?.y).toBeGreaterThanOrEqual((label?.y ?? 0) + (label?.height ?? 0));
      await page.keyboard.press("Tab");
      await page.keyboard.press("Tab");
      await page.keyboard.type("5");
    },
    output: { price: "5" },
  },
];
