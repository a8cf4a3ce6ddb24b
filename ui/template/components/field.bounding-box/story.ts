import { expect } from "~/template/expect";
import type { Story } from "~/template/story";
import { drag, keys, onPicture } from "../annotation.acting";

const IMAGE = "https://media.example/scene-1.svg";
const data = { type: "data.output", path: "boxes" };
const near = (value: number) => expect.closeTo(value, 2);

export const stories: Story[] = [
  {
    name: "a box by mouse",
    config: {
      view: {
        type: "field.bounding-box",
        label: "Frame the square",
        hint: "Its edges belong to it",
        image: IMAGE,
        data,
        validation: { type: "condition.required", hint: "Draw a box" },
      },
    },
    play: async (page) => {
      await onPicture(page, 0, 0);
      await expect(page.getByRole("button", { name: "Point" })).toBeHidden();
      await drag(page, [64, 96], [224, 216]);
    },
    get output() {
      return {
        boxes: [
          { shape: "rectangle", left: near(0.1), top: near(0.2), width: near(0.25), height: near(0.25) },
        ],
      };
    },
    isValid: true,
  },
  {
    name: "a box by keyboard",
    config: { view: { type: "field.bounding-box", image: IMAGE, data } },
    play: async (page) => {
      await onPicture(page, 0, 0);
      await page.getByRole("application", { name: "Picture" }).focus();
      await keys(page, "Enter", "Enter", "End", "PageDown", "Enter");
    },
    get output() {
      return {
        boxes: [{ shape: "rectangle", left: near(0.5), top: near(0.5), width: near(0.1), height: near(0.1) }],
      };
    },
    isValid: true,
  },
  {
    name: "boxes that others drew",
    config: { view: { type: "field.bounding-box", image: IMAGE, disabled: true, data } },
    before: { boxes: [{ shape: "rectangle", left: 0.1, top: 0.2, width: 0.25, height: 0.25 }] },
    play: async (page) => {
      await onPicture(page, 0, 0);
      await expect(page.getByRole("img", { name: "Rectangle 1" })).toBeAttached();
      await expect(page.getByRole("button", { name: "Rectangle" })).toBeHidden();
    },
    output: { boxes: [{ shape: "rectangle", left: 0.1, top: 0.2, width: 0.25, height: 0.25 }] },
  },
];
