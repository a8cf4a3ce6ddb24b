import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "answers by keys, on any keyboard",
    config: {
      view: {
        type: "view.list",
        items: [
          {
            type: "field.radio-group",
            label: "What is it?",
            data: { type: "data.output", path: "what" },
            options: [
              { label: "A cat", value: "cat" },
              { label: "A dog", value: "dog" },
            ],
          },
          { type: "field.text", label: "Remark", data: { type: "data.output", path: "remark" } },
        ],
      },
      plugins: [
        {
          type: "plugin.hotkeys",
          q: { type: "action.set", data: { type: "data.output", path: "what" }, payload: "cat" },
          up: { type: "action.set", data: { type: "data.output", path: "what" }, payload: "dog" },
        },
      ],
    },
    play: async (page) => {
      await page.keyboard.press("ArrowUp");
      await expect(page.getByRole("radio", { name: "A dog" })).toBeChecked();
      await page.evaluate(() =>
        document.dispatchEvent(new KeyboardEvent("keydown", { key: "й", code: "KeyQ", bubbles: true })),
      );
      await expect(page.getByRole("radio", { name: "A cat" })).toBeChecked();
      await page.keyboard.press("ArrowUp");
      await page.getByRole("textbox", { name: "Remark" }).pressSequentially("quiet");
    },
    output: { what: "dog", remark: "quiet" },
  },
  {
    name: "keys while one types, where a project wants that",
    config: {
      view: { type: "field.text", label: "Remark", data: { type: "data.output", path: "remark" } },
      plugins: [
        {
          type: "plugin.hotkeys",
          allowHotkeysInInputs: true,
          q: { type: "action.set", data: { type: "data.output", path: "what" }, payload: "cat" },
        },
      ],
    },
    play: async (page) => page.getByRole("textbox", { name: "Remark" }).pressSequentially("aqa"),
    output: { what: "cat", remark: "aa" },
  },
];
