import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "first read, then answer",
    config: {
      view: {
        type: "view.list",
        items: [
          {
            type: "view.link",
            url: "https://example.com/rules",
            content: "The rules",
            validation: {
              type: "condition.link-opened",
              url: "https://example.com/rules",
              hint: "Read the rules first",
            },
          },
          { type: "field.text", label: "What may one not do?", data: { type: "data.output", path: "rule" } },
        ],
      },
    },
    play: async (page) => {
      await page.getByRole("textbox", { name: "What may one not do?" }).fill("shout");
      await page.evaluate(() => window.story.insist());
      await expect(page.getByText("Read the rules first")).toBeVisible();
      const opened = page.waitForEvent("popup");
      await page.getByRole("link", { name: "The rules" }).click();
      await (await opened).close();
      await expect(page.getByText("Read the rules first")).toBeHidden();
    },
    output: { rule: "shout" },
    isValid: true,
  },
];
