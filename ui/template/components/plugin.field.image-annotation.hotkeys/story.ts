import { expect } from "~/template/expect";
import type { Story } from "~/template/story";
import { keys, onPicture, press } from "../annotation.acting";

const near = (value: number) => expect.closeTo(value, 2);

export const stories: Story[] = [
  {
    name: "tools, labels, confirm and cancel by keys of one's own",
    config: {
      view: {
        type: "field.image-annotation",
        image: "https://media.example/scene-2.svg",
        labels: [
          { label: "Circle", value: "circle" },
          { label: "Triangle", value: "triangle" },
        ],
        data: { type: "data.output", path: "result" },
      },
      plugins: [
        {
          type: "plugin.field.image-annotation.hotkeys",
          labels: ["8", "9"],
          modes: { select: "g", point: "h", rectangle: "j", polygon: "k" },
          confirm: "a",
          cancel: "s",
        },
      ],
    },
    play: async (page) => {
      await onPicture(page, 0, 0);
      await keys(page, "k", "9");
      await expect(page.getByRole("button", { name: "Polygon", exact: true })).toHaveAttribute(
        "aria-pressed",
        "true",
      );
      await press(page, 120, 380);
      await press(page, 320, 80);
      await keys(page, "a");
      await expect(page.getByText("at least three vertices")).toBeVisible();
      await press(page, 520, 380);
      await keys(page, "a");
      await press(page, 100, 100);
      await keys(page, "s");
      await page.getByRole("button", { name: "Give it up" }).click();
      await keys(page, "h", "8");
      await press(page, 320, 240);
      await keys(page, "g");
      await press(page, 320, 240);
      await expect(page.getByRole("button", { name: "Point 2: Circle" })).toHaveAttribute(
        "aria-pressed",
        "true",
      );
      await keys(page, "9");
    },
    get output() {
      const corner = (left: number, top: number) => ({ left: near(left), top: near(top) });
      return {
        result: [
          {
            shape: "polygon",
            points: [corner(0.1875, 0.7917), corner(0.5, 0.1667), corner(0.8125, 0.7917)],
            label: "triangle",
          },
          { shape: "point", ...corner(0.5, 0.5), label: "triangle" },
        ],
      };
    },
    isValid: true,
  },
];
