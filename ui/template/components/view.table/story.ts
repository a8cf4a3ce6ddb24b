import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

const text = (content: unknown) => ({ type: "view.text", content });

export const stories: Story[] = [
  {
    name: "cells of texts and fields",
    config: {
      view: {
        type: "view.table",
        label: "Prices",
        hint: "In euros",
        headers: [text("What"), text("Yesterday"), text("Today")],
        items: [
          [
            text("Bread"),
            text(2),
            { type: "field.text", label: "Bread today", data: { type: "data.output", path: "bread" } },
          ],
          [
            text("Milk"),
            text(1),
            { type: "field.text", label: "Milk today", data: { type: "data.output", path: "milk" } },
          ],
        ],
        validation: { type: "condition.required", data: { type: "data.output", path: "milk" } },
      },
    },
    play: async (page) => {
      await expect(page.getByRole("columnheader", { name: "Yesterday" })).toBeVisible();
      await expect(page.getByRole("cell", { name: "Milk", exact: true })).toBeVisible();
      await page.getByRole("textbox", { name: "Bread today" }).click();
      await page.keyboard.type("3");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Tab");
      await page.keyboard.type("2");
    },
    output: { bread: "3", milk: "2" },
    isValid: true,
  },
];
