import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

const SCENE = "https://media.example/scene-1.svg";
const turn = (to: string) => ({
  type: "action.rotate",
  view: { $ref: "view" },
  payload: to,
});

export const stories: Story[] = [
  {
    name: "opened over the page by the mouse",
    config: {
      view: {
        type: "view.image",
        label: "Shop front",
        hint: "Taken in May",
        url: SCENE,
        ratio: [4, 3],
        minWidth: 200,
        maxWidth: 480,
        popup: true,
        noBorder: false,
        validation: { type: "condition.all", conditions: [] },
      },
    },
    play: async (page) => {
      const box = await page.locator(".tb-media").boundingBox();
      expect((box?.width ?? 0) / (box?.height ?? 1)).toBeCloseTo(4 / 3, 1);
      await page.getByRole("button", { name: "Open the full picture: Shop front" }).click();
      const full = page.getByRole("dialog", { name: "Shop front" });
      await expect(full.getByRole("img", { name: "Shop front" })).toBeVisible();
      await full.getByRole("img").click();
      await expect(full).toBeHidden();
    },
    isValid: true,
  },
  {
    name: "opened, enlarged and closed by the keyboard",
    config: {
      view: { type: "view.image", label: "Shop front", url: SCENE, rotatable: true, noLazyLoad: true },
    },
    play: async (page) => {
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      const full = page.getByRole("dialog");
      await expect(full.getByRole("button", { name: "Close" })).toBeFocused();
      await page.keyboard.press("Shift+Tab");
      await page.keyboard.press("Space");
      await expect(full.getByRole("button", { name: "Natural size" })).toHaveAttribute(
        "aria-pressed",
        "true",
      );
      const picture = await full.getByRole("img").boundingBox();
      expect(picture?.width).toBeCloseTo(640, 0);
      await page.keyboard.press("Space");
      await page.keyboard.press("Escape");
      await expect(full).toBeHidden();
      await expect(page.getByRole("button", { name: /Open the full picture/ })).toBeFocused();
    },
  },
  {
    name: "turned by buttons and keys",
    config: {
      view: { type: "view.image", url: SCENE, rotatable: true, maxWidth: 480 },
      plugins: [{ type: "plugin.hotkeys", a: turn("left"), d: { ...turn("right"), payload: undefined } }],
    },
    play: async (page) => {
      const right = page.getByRole("button", { name: "Turn to the right" });
      await expect(right).toHaveAttribute("aria-keyshortcuts", "d");
      await right.click();
      const box = await page.locator(".tb-media").boundingBox();
      const across = await page.locator(".tb-picture").boundingBox();
      expect(across?.height).toBeCloseTo((box?.height ?? 0) - 2, 0);
      expect(across?.y).toBeGreaterThanOrEqual(box?.y ?? 0);
      await page.keyboard.press("a");
      await page.keyboard.press("a");
      await expect(page.locator(".tb-picture")).toHaveAttribute("style", /rotate\(270deg\)/);
    },
  },
  {
    name: "in a scrolling box, in its natural size and back",
    config: {
      view: {
        type: "view.image",
        label: "Receipt",
        url: SCENE,
        scrollable: true,
        maxWidth: 300,
        transparent: true,
        noBorder: true,
      },
    },
    play: async (page) => {
      const picture = page.getByRole("img", { name: "Receipt" });
      await expect.poll(async () => Math.round((await picture.boundingBox())?.width ?? 0)).toBe(300);
      await page.getByRole("button", { name: "Natural size: Receipt" }).click();
      await expect.poll(async () => Math.round((await picture.boundingBox())?.width ?? 0)).toBe(640);
      await page.keyboard.press("Space");
      await expect.poll(async () => Math.round((await picture.boundingBox())?.width ?? 0)).toBe(300);
    },
  },
  {
    name: "as high as there is room, and not to be opened",
    config: {
      view: { type: "view.image", label: "Poster", url: SCENE, fullHeight: true, popup: false },
    },
    play: async (page) => {
      const box = await page.locator(".tb-component").boundingBox();
      expect(box?.height).toBeGreaterThanOrEqual(400);
      await expect(page.getByRole("img", { name: "Poster" })).toBeVisible();
      await expect(page.getByRole("button")).toHaveCount(0);
    },
  },
  {
    name: "says why it is not there",
    config: {
      view: {
        type: "view.list",
        items: [
          { type: "view.image", url: "https://media.example/missing.png" },
          { type: "view.image", url: { type: "data.input", path: "nothing" } },
          { type: "view.image", url: "javascript:alert(1)" },
        ],
      },
    },
    play: async (page) => {
      await expect(page.getByText("The picture could not be loaded")).toBeVisible();
      await expect(page.getByRole("link", { name: "https://media.example/missing.png" })).toBeVisible();
      await page.getByRole("button", { name: "Try again" }).click();
      await expect(page.getByText("The picture could not be loaded")).toBeVisible();
      await page.mouse.wheel(0, 3000);
      await expect(page.getByText("There is no address to load from")).toBeVisible();
      await expect(page.getByText("This is not an address that can be loaded")).toBeVisible();
      await expect(page.getByRole("link")).toHaveCount(1);
    },
  },
  {
    name: "is loaded once it comes into view",
    config: {
      view: {
        type: "view.list",
        items: [
          { type: "view.text", content: "\n".repeat(120) },
          { type: "view.image", label: "Below", url: SCENE },
        ],
      },
    },
    play: async (page) => {
      await expect(page.locator("img")).toHaveCount(0);
      await page.locator(".tb-image").scrollIntoViewIfNeeded();
      await expect(page.getByRole("img", { name: "Below" })).toBeVisible();
    },
  },
];
