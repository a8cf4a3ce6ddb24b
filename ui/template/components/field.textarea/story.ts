import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "several lines",
    config: {
      view: {
        type: "field.textarea",
        label: "What happens?",
        hint: "In two sentences",
        placeholder: "First …",
        rows: 3,
        resizable: false,
        disabled: false,
        requiredMark: true,
        rtl: { mode: "ltr" },
        data: { type: "data.output", path: "what" },
        validation: { type: "condition.required" },
      },
    },
    play: async (page) => {
      await page.getByRole("textbox", { name: "What happens?" }).focus();
      await page.keyboard.type("One");
      await page.keyboard.press("Enter");
      await page.keyboard.type("Two");
    },
    output: { what: "One\nTwo" },
    isValid: true,
  },
];
