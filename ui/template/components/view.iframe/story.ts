import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

export const stories: Story[] = [
  {
    name: "a page from elsewhere, loaded once it comes into view",
    config: {
      view: {
        type: "view.list",
        items: [
          { type: "view.text", content: "\n".repeat(120) },
          {
            type: "view.iframe",
            label: "The shop's page",
            hint: "Scroll in it",
            url: "https://media.example/page-a.html",
            ratio: [4, 3],
            minWidth: 200,
            maxWidth: 600,
            validation: { type: "condition.all", conditions: [] },
          },
        ],
      },
    },
    play: async (page) => {
      await expect(page.locator("iframe")).toHaveCount(0);
      await page.locator(".tb-iframe").scrollIntoViewIfNeeded();
      const frame = page.locator("iframe");
      await expect(frame).toHaveAttribute("title", "The shop's page");
      await expect(frame).toHaveAttribute("referrerpolicy", "no-referrer");
      await expect(frame).toHaveAttribute(
        "sandbox",
        "allow-scripts allow-forms allow-popups allow-same-origin",
      );
      await expect(page.locator(".tb-iframe-loading")).toHaveCount(0);
      await expect(page.frameLocator("iframe").locator("body")).not.toBeEmpty();
    },
    isValid: true,
  },
  {
    name: "as high as there is room, named by its site",
    config: { view: { type: "view.iframe", url: "https://media.example/page-b.html", fullHeight: true } },
    play: async (page) => {
      const box = await page.locator(".tb-iframe").boundingBox();
      expect(box?.height).toBeGreaterThanOrEqual(400);
      await expect(page.locator("iframe")).toHaveAttribute("title", "Page from media.example");
    },
  },
  {
    name: "what cannot be framed",
    config: {
      view: {
        type: "view.list",
        items: [
          { type: "view.iframe", url: { type: "data.input", path: "nothing" } },
          { type: "view.iframe", url: "data:text/html,<p>no</p>" },
          { type: "view.iframe", url: "http://media.example/page-a.html" },
        ],
      },
    },
    play: async (page) => {
      await expect(page.getByText("There is no page address here")).toBeVisible();
      await expect(page.getByText("This is not the address of a page")).toBeVisible();
      await expect(page.getByText("it has no secure connection")).toBeVisible();
      await expect(page.getByRole("link", { name: "http://media.example/page-a.html" })).toBeVisible();
      await expect(page.locator("iframe")).toHaveCount(0);
    },
  },
];
