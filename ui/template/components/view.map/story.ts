import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

const map = {
  type: "view.map",
  label: "The quarter",
  hint: "North is up",
  center: "38.72,-9.14",
  zoom: 12,
  markers: [{ position: "38.7223,-9.1393", color: "#0a0", label: "The shop" }, { position: "38.73,-9.12" }],
  polygons: [{ points: ["38.70,-9.16", "38.74,-9.16", "38.74,-9.11"], color: "#00f" }],
  validation: { type: "condition.all", conditions: [] },
};

export const stories: Story[] = [
  {
    name: "markers, an area and a scale, without anybody's tiles",
    config: { view: map },
    play: async (page) => {
      const shop = page.getByRole("button", { name: "The shop" });
      await expect(shop).toBeVisible();
      await expect(page.getByRole("button", { name: "Marker" })).toBeVisible();
      await shop.hover();
      await expect(page.getByText("The shop", { exact: true })).toBeVisible();
      await expect(page.locator(".tb-map-area")).toBeVisible();
      await expect(page.locator(".leaflet-control-scale-line")).toHaveText("2 km");
      await page.getByRole("button", { name: "Zoom in" }).click();
      await expect(page.locator(".leaflet-control-scale-line")).toHaveText("1 km");
    },
    isValid: true,
  },
  {
    name: "moved and enlarged by the keyboard",
    config: { view: { ...map, zoom: 12 } },
    play: async (page) => {
      const canvas = page.getByRole("application", { name: "The quarter" });
      await expect(page.getByRole("button", { name: "The shop" })).toBeVisible();
      await canvas.focus();
      const before = await page.getByRole("button", { name: "The shop" }).boundingBox();
      await page.keyboard.press("ArrowRight");
      await expect
        .poll(async () => (await page.getByRole("button", { name: "The shop" }).boundingBox())?.x)
        .toBeLessThan(before?.x ?? 0);
      await page.keyboard.press("+");
      await expect(page.locator(".leaflet-control-scale-line")).toHaveText("1 km");
    },
  },
  {
    name: "a middle that is not known",
    config: { view: { type: "view.map", center: "unavaliable,unavaliable" } },
    play: async (page) => {
      await expect(page.getByText("The place to show is not known")).toBeVisible();
    },
  },
];
