import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

const column = (content: string) => ({ type: "view.group", content: { type: "view.text", content } });

export const stories: Story[] = [
  {
    name: "as wide as the ratio says, which repeats",
    config: {
      view: {
        type: "layout.columns",
        items: [
          column("One"),
          { type: "helper.if", condition: false, then: column("None") },
          column("Two"),
          column("Three"),
        ],
        ratio: [2, 1],
        minWidth: 300,
        verticalAlign: "middle",
        fullHeight: false,
        validation: { type: "condition.all", conditions: [] },
      },
    },
    play: async (page) => {
      const boxes = await page
        .locator(".tb-column")
        .evaluateAll((columns) => columns.map((one) => one.getBoundingClientRect().width));
      expect(boxes).toHaveLength(3);
      expect((boxes[0] ?? 0) / (boxes[1] ?? 1)).toBeCloseTo(2, 1);
      expect((boxes[2] ?? 0) / (boxes[1] ?? 1)).toBeCloseTo(2, 1);
    },
    isValid: true,
  },
  {
    name: "one under another, where it is narrow",
    config: { view: { type: "layout.columns", items: [column("One"), column("Two")], minWidth: 5000 } },
    play: async (page) => {
      const one = await page.getByText("One").boundingBox();
      const two = await page.getByText("Two").boundingBox();
      expect(two?.x).toBe(one?.x);
      expect(two?.y).toBeGreaterThan(one?.y ?? 0);
    },
  },
  {
    name: "each scrolls by itself, the keyboard too",
    config: {
      view: {
        type: "layout.columns",
        fullHeight: true,
        minWidth: 200,
        items: [{ type: "view.text", content: "line\n".repeat(100) }, column("Beside")],
      },
    },
    play: async (page) => {
      const first = page.getByRole("region", { name: "Column 1" });
      await page.keyboard.press("Tab");
      await expect(first).toBeFocused();
      await page.keyboard.press("End");
      await expect.poll(() => first.evaluate((column) => column.scrollTop)).toBeGreaterThan(0);
      await expect(page.getByText("Beside")).toBeInViewport();
    },
  },
];
