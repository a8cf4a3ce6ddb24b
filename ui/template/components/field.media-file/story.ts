import type { Page } from "@playwright/test";
import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

const picture = (name: string, base64: string) => ({
  name,
  mimeType: "image/jpeg",
  buffer: Buffer.from(base64, "base64"),
});

/** A JPEG's beginning with a geotag: 38.5 N, 9.25 W. */
const PLACED =
  "/9j/4QBwRXhpZgAATU0AKgAAAAgAAYglAAQAAAABAAAAGgAAAAAABAABAAIAAAACTgAAAAACAAUAAAABAAAAUAADAAIAAAACVwAAAAAEAAUAAAABAAAAWAAAAAAAAABNAAAAAgAAACUAAAAE/9oAAgECA//Z";
const BARE = "/9j/2gACAQID/9k=";

const field = (more: object) => ({
  type: "field.media-file",
  label: "Photos of the entrance",
  hint: "From both sides",
  data: { type: "data.output", path: "photos" },
  accept: { photo: true, video: false, gallery: true, fileSystem: true },
  multiple: true,
  validation: { type: "condition.required", hint: "Add a photo" },
  ...more,
});

const from = (page: Page, name: string) => page.getByLabel(name, { exact: true });

export const stories: Story[] = [
  {
    name: "photos of two sources; there is no button for a film",
    config: { view: field({ requiredCoordinates: false }) },
    play: async (page) => {
      await expect(page.locator("input[type=file]")).toHaveCount(3);
      await expect(from(page, "Take a photo")).toHaveAttribute("capture", "environment");
      await from(page, "Take a photo").setInputFiles(picture("left.jpg", BARE));
      await from(page, "From the gallery").setInputFiles(picture("right.jpg", BARE));
      await expect(page.getByRole("listitem")).toHaveCount(2);
      await expect(page.getByRole("progressbar")).toHaveCount(0);
    },
    output: { photos: ["att-1", "att-2"] },
    isValid: true,
  },
  {
    name: "what does not tell where it was taken is not taken",
    config: { view: field({ multiple: false, requiredCoordinates: true }) },
    play: async (page) => {
      await from(page, "Upload a file").setInputFiles(picture("nowhere.jpg", BARE));
      await expect(page.getByText("nowhere.jpg was not added")).toBeVisible();
      await from(page, "Upload a file").setInputFiles(picture("there.jpg", PLACED));
      await expect(page.getByText("nowhere.jpg was not added")).toBeHidden();
      await expect(page.getByRole("button", { name: "Remove there.jpg" })).toBeVisible();
      await expect(page.getByRole("progressbar")).toHaveCount(0);
    },
    output: { photos: "att-1" },
    isValid: true,
  },
  {
    name: "by the keyboard: a photo is what is wanted where nothing is named",
    config: { view: field({ accept: {}, multiple: false }) },
    play: async (page) => {
      const opened = page.waitForEvent("filechooser");
      await page.getByLabel("Take a photo").focus();
      await page.keyboard.press("Space");
      await (await opened).setFiles(picture("a.jpg", BARE));
      await expect(page.getByRole("button", { name: "Remove a.jpg" })).toBeVisible();
      await expect(page.getByRole("progressbar")).toHaveCount(0);
    },
    output: { photos: "att-1" },
    isValid: true,
  },
];
