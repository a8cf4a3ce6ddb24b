import { expect } from "~/template/expect";
import type { Story } from "~/template/story";
import { drag, keys, onPicture, press, touch } from "../annotation.acting";

const IMAGE = "https://media.example/scene-1.svg";
const LABELS = [
  { label: "Square", value: "square" },
  { label: "Circle", value: "circle" },
];
const data = { type: "data.output", path: "result" };
const near = (value: number) => expect.closeTo(value, 2);

const boxes: Story = {
  name: "boxes by mouse",
  config: {
    view: {
      type: "field.image-annotation",
      label: "Frame every red figure",
      hint: "As tightly as you can",
      image: IMAGE,
      shapes: { rectangle: true, point: false },
      ratio: [4, 3],
      minWidth: 320,
      data,
      validation: { type: "condition.required", hint: "Please select an area" },
    },
  },
  play: async (page) => {
    await expect(page.getByRole("button", { name: "Rectangle", exact: true })).toHaveAttribute(
      "aria-pressed",
      "true",
    );
    await expect(page.getByRole("button", { name: "Polygon" })).toBeHidden();
    await drag(page, [64, 96], [224, 216]);
    // Press, move and press again does the same.
    await press(page, 400, 50);
    await press(page, 500, 20);
    // A corner goes along when it is pulled, and the answer changes when it is let go.
    await page.getByRole("button", { name: "Select", exact: true }).click();
    await drag(page, [500, 20], [560, 100]);
    await press(page, 150, 150);
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await page.getByRole("button", { name: "Delete all" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete all" }).click();
    expect(await page.evaluate(() => window.story.solutions()[0]?.output_values)).toEqual({});
    await page.getByRole("button", { name: "Rectangle", exact: true }).click();
    await drag(page, [224, 216], [64, 96]);
  },
  get output() {
    return {
      result: [
        { shape: "rectangle", left: near(0.1), top: near(0.2), width: near(0.25), height: near(0.25) },
      ],
    };
  },
  isValid: true,
};

const outlines: Story = {
  name: "shapes with labels by keyboard alone",
  config: {
    view: { type: "field.image-annotation", image: IMAGE, labels: LABELS, fullHeight: true, data },
    plugins: [{ type: "plugin.field.image-annotation.hotkeys" }],
  },
  play: async (page) => {
    await page.getByRole("application", { name: "Picture" }).focus();
    await onPicture(page, 0, 0);
    await keys(page, "e", "Enter", "Home", "Home", "Home", "Home", "PageUp", "PageUp", "PageUp");
    await keys(page, "Enter", "End", "End", "PageDown", "PageDown", "PageDown", "Enter");
    // To the shape; 64 px to the right; another label.
    await keys(page, "Tab");
    await expect(page.getByRole("button", { name: "Rectangle 1: Square" })).toBeFocused();
    for (let step = 0; step < 6; step += 1) await keys(page, "Shift+ArrowRight");
    await keys(page, "ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight", "2");
    // Its lower right corner, up by ten pixels.
    await keys(page, "Tab", "Tab", "Tab", "Shift+ArrowUp");
    await page.getByRole("application", { name: "Picture" }).focus();
    await keys(page, "r", "Enter", "Enter", "ArrowRight", "End", "Enter", "x");
    await expect(page.getByText("at least three vertices")).toBeVisible();
    await keys(page, "PageDown", "Enter", "x");
    await keys(page, "Home", "Enter", "z");
    await expect(page.getByRole("dialog")).toBeVisible();
    await keys(page, "Enter");
    await expect(page.getByRole("dialog")).toBeHidden();
  },
  get output() {
    const [x, y] = [expect.any(Number), expect.any(Number)];
    return {
      result: [
        {
          shape: "rectangle",
          left: near(0.2),
          top: near(0.2),
          width: near(0.2),
          height: near(0.3 - 10 / 480),
          label: "circle",
        },
        {
          shape: "polygon",
          points: [
            { left: x, top: y },
            { left: x, top: y },
            { left: x, top: y },
          ],
          label: "square",
        },
      ],
    };
  },
  isValid: true,
};

const fingers: Story = {
  name: "points and outlines by touch",
  config: {
    view: {
      type: "field.image-annotation",
      image: IMAGE,
      shapes: { point: true, polygon: true },
      labels: LABELS,
      data,
    },
  },
  play: async (page) => {
    const tap = async (x: number, y: number) => touch(page, [await onPicture(page, x, y)]);
    await page.getByRole("button", { name: "Circle" }).click();
    await tap(448, 300);
    // Two fingers apart zoom in, and draw nothing.
    const [left, right] = [await onPicture(page, 140, 150), await onPicture(page, 150, 150)];
    await touch(
      page,
      [left],
      [left, right],
      [
        { x: left.x - 30, y: left.y },
        { x: right.x + 30, y: right.y },
      ],
    );
    const width = async () => (await page.locator(".tb-stage-picture").boundingBox())?.width ?? 0;
    const zoomed = await width();
    await page.getByRole("button", { name: "Whole picture" }).click();
    await expect.poll(width).toBeLessThan(zoomed / 2);
    await page.getByRole("button", { name: "Polygon" }).click();
    await page.getByRole("button", { name: "Square" }).click();
    await tap(64, 96);
    await tap(224, 96);
    await tap(224, 216);
    await tap(64, 216);
    await tap(64, 96);
  },
  get output() {
    const corner = (left: number, top: number) => ({ left: near(left), top: near(top) });
    return {
      result: [
        { shape: "point", left: near(0.7), top: near(0.625), label: "circle" },
        {
          shape: "polygon",
          points: [corner(0.1, 0.2), corner(0.35, 0.2), corner(0.35, 0.45), corner(0.1, 0.45)],
          label: "square",
        },
      ],
    };
  },
  isValid: true,
};

const given = [
  { shape: "rectangle", left: 0.1, top: 0.2, width: 0.25, height: 0.25, label: "square" },
  { shape: "point", left: 0.7, top: 0.625, label: "circle" },
];

const shown: Story = {
  name: "what others drew, only to be looked at",
  config: {
    view: { type: "field.image-annotation", image: IMAGE, labels: LABELS, disabled: true, data },
  },
  before: { result: given },
  play: async (page) => {
    await expect(page.getByRole("img", { name: "Rectangle 1: Square" })).toBeAttached();
    await expect(page.getByRole("button", { name: "Delete all" })).toBeHidden();
    await expect(page.getByRole("button", { name: "Select", exact: true })).toBeHidden();
    const before = await page.locator(".tb-stage-picture").boundingBox();
    const { x, y } = await onPicture(page, 320, 240);
    await page.mouse.move(x, y);
    await page.mouse.wheel(0, -300);
    await expect
      .poll(async () => (await page.locator(".tb-stage-picture").boundingBox())?.width)
      .toBeGreaterThan((before?.width ?? 0) * 1.5);
  },
  output: { result: given },
  isValid: true,
};

const unlabelled: Story = {
  name: "a shape without a label is not enough",
  config: { view: { type: "field.image-annotation", image: IMAGE, labels: LABELS, data } },
  before: { result: [{ shape: "point", left: 0.5, top: 0.5 }] },
  play: async (page) => {
    await onPicture(page, 0, 0);
    await page.evaluate(() => window.story.insist());
    await expect(page.getByText("Choose a label for every shape")).toBeVisible();
  },
  isValid: false,
};

const missing: Story = {
  name: "a picture that does not come",
  config: { view: { type: "field.image-annotation", image: "https://media.example/missing.png", data } },
  play: async (page) => {
    await expect(page.getByText("The picture could not be loaded")).toBeVisible();
    await expect(page.getByRole("link", { name: "https://media.example/missing.png" })).toBeVisible();
  },
};

export const stories: Story[] = [boxes, outlines, fingers, shown, unlabelled, missing];
