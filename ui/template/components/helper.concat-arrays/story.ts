import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "options of two lists",
    config: {
      view: {
        type: "field.radio-group",
        label: "What is it?",
        data: { type: "data.output", path: "what" },
        options: {
          type: "helper.concat-arrays",
          items: [{ type: "data.input", path: "options" }, [{ label: "None of these", value: "none" }]],
        },
      },
    },
    input: { options: [{ label: "A cat", value: "cat" }] },
    play: async (page) => {
      await expect(page.getByRole("radio")).toHaveCount(2);
      await page.getByRole("radio", { name: "None of these" }).check();
    },
    output: { what: "none" },
  },
];
