import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

const opened = (url: string) => ({ type: "condition.link-opened", url, hint: "Open the link first" });

export const stories: Story[] = [
  {
    name: "opens a tab and is remembered",
    config: {
      view: {
        type: "view.link",
        label: "Source",
        hint: "Opens in a new tab",
        url: "https://media.example/page-a.html",
        content: "Read the article",
        onOpen: { type: "action.set", data: { type: "data.output", path: "unused" }, payload: 1 },
        validation: opened("https://media.example/page-a.html"),
      },
    },
    play: async (page) => {
      await page.evaluate(() => window.story.insist());
      await expect(page.getByText("Open the link first")).toBeVisible();
      const tab = page.context().waitForEvent("page");
      await page.getByRole("link", { name: "Read the article" }).click();
      const other = await tab;
      expect(other.url()).toBe("https://media.example/page-a.html");
      await other.close();
      await expect(page.getByText("Open the link first")).toBeHidden();
      await expect(page.getByRole("link", { name: "Read the article opened" })).toBeVisible();
    },
    output: {},
    isValid: true,
  },
  {
    name: "by the keyboard; its address stands for words",
    config: { view: { type: "view.link", url: "https://media.example/page-b.html" } },
    play: async (page) => {
      await page.keyboard.press("Tab");
      await expect(page.getByRole("link", { name: "https://media.example/page-b.html" })).toBeFocused();
      const tab = page.context().waitForEvent("page");
      await page.keyboard.press("Enter");
      await (await tab).close();
      await expect(page.getByRole("img", { name: "opened" })).toBeVisible();
    },
  },
  {
    name: "only http and https are followed",
    config: { view: { type: "view.link", url: "javascript:alert(1)", content: "Press me" } },
    play: async (page) => {
      await expect(page.getByText("Press me")).toBeVisible();
      await expect(page.getByRole("link")).toHaveCount(0);
    },
  },
];
