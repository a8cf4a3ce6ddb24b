import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

const map = {
  type: "field.map",
  label: "Where was it taken?",
  hint: "As near as you can",
  center: "38.72,-9.14",
  zoom: 12,
  markers: [{ position: "38.7223,-9.1393", color: "#0a0", label: "The shop" }, { position: "38.73,-9.12" }],
  polygons: [{ points: ["38.70,-9.16", "38.74,-9.16", "38.74,-9.11"], color: "#00f" }],
  editableMarkerLabel: "The photo",
  data: { type: "data.output", path: "place" },
  validation: { type: "condition.required", hint: "Mark the place" },
};

export const stories: Story[] = [
  {
    name: "pressed with the mouse, moved, and taken away",
    config: { view: map },
    play: async (page) => {
      const canvas = page.getByRole("application");
      await canvas.click({ position: { x: 200, y: 200 } });
      const marker = page.getByRole("button", { name: "The photo" });
      await expect(marker).toBeVisible();
      const first = await page.getByText("Marker at").textContent();
      await canvas.click({ position: { x: 300, y: 120 } });
      await expect(page.getByText("Marker at")).not.toHaveText(first ?? "");
      await expect(marker).toHaveCount(1);
      await page.getByRole("button", { name: "Remove the marker" }).click();
      await expect(marker).toHaveCount(0);
      await expect(page.getByText("Mark the place")).toBeVisible();
    },
    output: {},
    isValid: false,
  },
  {
    name: "put in the middle by the keyboard",
    config: { view: map },
    play: async (page) => {
      await page.getByRole("application").focus();
      await page.keyboard.press("Enter");
      await expect(page.getByText("Marker at 38.72,-9.14")).toBeVisible();
    },
    output: { place: "38.72,-9.14" },
    isValid: true,
  },
  {
    name: "an answer that is only looked at",
    config: { view: map },
    before: { place: "38.71,-9.13" },
    readOnly: true,
    play: async (page) => {
      await expect(page.getByRole("button", { name: "The photo" })).toBeVisible();
      await page.getByRole("application").click({ position: { x: 100, y: 100 } });
      await expect(page.getByText("Marker at 38.71,-9.13")).toBeVisible();
      await expect(page.getByRole("button", { name: "Remove the marker" })).toHaveCount(0);
    },
    output: { place: "38.71,-9.13" },
  },
];
