import type { Page } from "@playwright/test";
import { expect } from "~/template/expect";
import type { Story } from "~/template/story";

const png = (name: string) => ({ name, mimeType: "image/png", buffer: bytesOf(PIXEL) });
const PIXEL =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

function bytesOf(base64: string): Buffer {
  return Buffer.from(base64, "base64");
}

const scans = {
  type: "field.file",
  label: "Scans",
  hint: "Both sides",
  data: { type: "data.output", path: "scans" },
  multiple: true,
  accept: ["image/png", "jpg"],
  validation: {
    type: "condition.all",
    conditions: [
      { type: "condition.required", hint: "Add a scan" },
      { type: "condition.schema", schema: { type: "array", minItems: 2, maxItems: 3 }, hint: "Two or three" },
    ],
  },
};

const one = {
  type: "field.file",
  label: "Contract",
  data: { type: "data.output", path: "file" },
  multiple: false,
};

const input = (page: Page, group: string) => page.getByRole("group", { name: group }).locator("input");

export const stories: Story[] = [
  {
    name: "several files; one of a wrong kind is not taken, one is removed",
    config: { view: scans },
    play: async (page) => {
      const text = { name: "notes.txt", mimeType: "text/plain", buffer: bytesOf("bm90ZXM=") };
      await input(page, "Scans").setInputFiles([png("a.png"), png("b.png"), png("c.png"), text]);
      await expect(page.getByText("notes.txt was not added")).toBeVisible();
      await expect(page.getByRole("listitem")).toHaveCount(3);
      await expect(page.getByRole("progressbar")).toHaveCount(0);
      await page.getByRole("button", { name: "Remove b.png" }).click();
      await expect(page.getByRole("listitem")).toHaveCount(2);
    },
    output: { scans: ["att-1", "att-3"] },
    isValid: true,
  },
  {
    name: "one file, which another replaces; the keyboard opens the choice and removes",
    config: { view: one },
    play: async (page) => {
      const opened = page.waitForEvent("filechooser");
      await page.keyboard.press("Tab");
      await expect(input(page, "Contract")).toBeFocused();
      await page.keyboard.press("Enter");
      await (await opened).setFiles(png("first.png"));
      await expect(page.getByRole("button", { name: "Remove first.png" })).toBeVisible();
      await expect(page.getByRole("progressbar")).toHaveCount(0);
      await input(page, "Contract").setInputFiles(png("second.png"));
      await expect(page.getByText("first.png")).toBeHidden();
      await expect(page.getByRole("progressbar")).toHaveCount(0);
      await page.keyboard.press("Tab");
      await expect(page.getByRole("button", { name: "Remove second.png" })).toBeFocused();
      await page.keyboard.press("Enter");
      await expect(input(page, "Contract")).toBeFocused();
      await input(page, "Contract").setInputFiles(png("third.png"));
      await expect(page.getByRole("progressbar")).toHaveCount(0);
    },
    output: { file: "att-3" },
    isValid: true,
  },
  {
    name: "a file that cannot be stored may be tried again, or let go",
    config: { view: { ...scans, validation: { type: "condition.required", hint: "Add a scan" } } },
    play: async (page) => {
      await input(page, "Scans").setInputFiles([png("good.png"), png("broken.png")]);
      await expect(page.getByText("The file could not be stored")).toBeVisible();
      await expect(page.getByText("Some files were not uploaded")).toBeVisible();
      await page.getByRole("button", { name: "Upload broken.png again" }).click();
      await expect(page.getByRole("progressbar")).toHaveCount(1);
      await expect(page.getByText("The file could not be stored")).toBeVisible();
      await page.getByRole("button", { name: "Remove broken.png" }).click();
      await expect(page.getByText("Some files were not uploaded")).toBeHidden();
    },
    output: { scans: ["att-1"] },
    isValid: true,
  },
  {
    name: "files are dropped",
    config: { view: scans },
    play: async (page) => {
      const data = await page.evaluateHandle(() => {
        const transfer = new DataTransfer();
        transfer.items.add(new File(["a"], "left.jpg", { type: "image/jpeg" }));
        transfer.items.add(new File(["b"], "right.jpg", { type: "image/jpeg" }));
        return transfer;
      });
      await page.locator(".tb-drop").dispatchEvent("drop", { dataTransfer: data });
      await expect(page.getByRole("listitem")).toHaveCount(2);
      await expect(page.getByRole("progressbar")).toHaveCount(0);
    },
    output: { scans: ["att-1", "att-2"] },
    isValid: true,
  },
];
