import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "a way out",
    config: {
      view: {
        type: "field.button-radio",
        label: "Cannot tell",
        hint: "It is blurred, or not there",
        valueToSet: "unsure",
        disabled: false,
        rtl: { mode: "ltr" },
        data: { type: "data.output", path: "answer" },
        validation: { type: "condition.required" },
      },
    },
    play: async (page) => {
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await page.keyboard.press("Enter");
    },
    output: { answer: "unsure" },
    isValid: true,
  },
];
