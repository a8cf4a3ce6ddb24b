import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "on",
    config: {
      view: {
        type: "field.tumbler",
        label: "Night mode",
        hint: "For this task only",
        disabled: false,
        preserveFalse: false,
        data: { type: "data.output", path: "night" },
        validation: { type: "condition.required" },
      },
    },
    play: async (page) => page.getByRole("switch", { name: "Night mode" }).check(),
    output: { night: true },
    isValid: true,
  },
  {
    name: "with the keyboard; one that is off stays so",
    config: {
      view: {
        type: "view.list",
        items: [
          { type: "field.tumbler", label: "Night mode", data: { type: "data.output", path: "night" } },
          {
            type: "field.tumbler",
            label: "Locked",
            disabled: true,
            data: { type: "data.output", path: "locked" },
          },
        ],
      },
    },
    play: async (page) => {
      await page.keyboard.press("Tab");
      await page.keyboard.press("Space");
      await expect(page.getByRole("switch", { name: "Locked" })).toBeDisabled();
    },
    output: { night: true },
  },
];
