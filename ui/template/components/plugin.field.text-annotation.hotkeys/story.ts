import { expect } from "~/template/expect";
import type { Story } from "~/template/story";
import { keys, selectPiece } from "../annotation.acting";

export const stories: Story[] = [
  {
    name: "labels and removal by keys of one's own",
    config: {
      view: {
        type: "field.text-annotation",
        adjust: "words",
        content: "Acme sold 20 blue bottles in Lisbon.",
        labels: [
          { label: "Maker", value: "maker" },
          { label: "Place", value: "place" },
        ],
        data: { type: "data.output", path: "entities" },
      },
      plugins: [{ type: "plugin.field.text-annotation.hotkeys", labels: ["7", "8"], remove: "c" }],
    },
    play: async (page) => {
      await selectPiece(page, "Acme");
      await keys(page, "7");
      await selectPiece(page, "sold");
      await keys(page, "8");
      await expect(page.locator("mark")).toHaveCount(2);
      await selectPiece(page, "Acme");
      await keys(page, "c");
      // The same label on a marked piece takes it away.
      await selectPiece(page, "sold");
      await keys(page, "8", "8");
      await selectPiece(page, "Lisbon");
      await expect(page.locator("mark")).toHaveText("Lisbon");
    },
    output: { entities: [{ label: "place", offset: 29, length: 6, segment: "Lisbon" }] },
    isValid: true,
  },
];
