import { expect } from "~/template/expect";
import type { Story } from "~/template/story";
import { keys, pieceOf, selectPiece, touch } from "../annotation.acting";

const CONTENT = "Acme sold 20 blue bottles in Lisbon.";
const LABELS = [
  { label: "Maker", value: "maker" },
  { label: "Amount", value: "amount" },
  { label: "Place", value: "place" },
];
const data = { type: "data.output", path: "entities" };
const maker = { label: "maker", offset: 0, length: 4, segment: "Acme" };
const amount = { label: "amount", offset: 10, length: 2, segment: "20" };
const place = { label: "place", offset: 29, length: 6, segment: "Lisbon" };

const byMouse: Story = {
  name: "whole words by mouse",
  config: {
    view: {
      type: "field.text-annotation",
      label: "Makers, amounts and places",
      hint: "Names without the full stop",
      content: CONTENT,
      labels: LABELS,
      adjust: "words",
      data,
      validation: { type: "condition.required", hint: "Mark at least one word" },
    },
  },
  play: async (page) => {
    await selectPiece(page, "cm");
    await page.getByRole("button", { name: "Maker" }).click();
    // An armed label marks whatever is selected.
    await page.getByRole("button", { name: "Amount" }).click();
    await selectPiece(page, "20 blue bottles");
    await expect(page.locator("mark", { hasText: "20 blue bottles" })).toBeVisible();
    await selectPiece(page, "ottle");
    await selectPiece(page, "blue");
    await page.getByRole("button", { name: "Amount" }).click();
    await selectPiece(page, "isbo");
    await page.getByRole("button", { name: "Place" }).click();
    await selectPiece(page, "sold");
    await page.getByRole("button", { name: "Place" }).click();
    // A click selects a mark.
    const { start } = await pieceOf(page, "old");
    await page.mouse.click(start.x + 4, start.y);
    await page.getByRole("button", { name: "Clear" }).click();
  },
  output: { entities: [maker, amount, place] },
  isValid: true,
};

const byKeyboard: Story = {
  name: "parts of words by keyboard alone",
  config: { view: { type: "field.text-annotation", content: CONTENT, labels: LABELS, data } },
  play: async (page) => {
    await page.getByRole("application", { name: "Text to mark" }).focus();
    await keys(page, "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight");
    await keys(page, "Tab", "Enter");
    await expect(page.locator("mark", { hasText: "Acme" })).toBeVisible();
    await page.getByRole("application", { name: "Text to mark" }).focus();
    await keys(page, "End", "ArrowLeft", "Control+Shift+ArrowLeft");
    await page.getByRole("button", { name: "Place" }).focus();
    await keys(page, "Enter");
    await page.getByRole("application", { name: "Text to mark" }).focus();
    await keys(page, "Home", "Enter", "Delete");
  },
  output: { entities: [place] },
  isValid: true,
};

const byTouch: Story = {
  name: "words by touch",
  config: {
    view: { type: "field.text-annotation", content: CONTENT, labels: LABELS, adjust: "words", data },
  },
  play: async (page) => {
    const tap = async (piece: string) => {
      const { start, end } = await pieceOf(page, piece);
      await touch(page, [{ x: (start.x + end.x) / 2, y: start.y }]);
    };
    await page.getByRole("button", { name: "Amount" }).click();
    await tap("20");
    await expect(page.locator("mark", { hasText: "20" })).toBeVisible();
    await page.getByRole("button", { name: "Amount" }).click();
    await tap("Lisbon");
    await page.getByRole("button", { name: "Place" }).click();
  },
  output: { entities: [amount, place] },
  isValid: true,
};

const shown: Story = {
  name: "marks that others made",
  config: { view: { type: "field.text-annotation", content: CONTENT, labels: LABELS, disabled: true, data } },
  before: { entities: [{ label: "maker", offset: 0, length: 4 }] },
  play: async (page) => {
    await expect(page.locator("mark")).toHaveText("Acme");
    await expect(page.getByRole("button", { name: "Maker" })).toBeHidden();
  },
  output: { entities: [{ label: "maker", offset: 0, length: 4 }] },
  isValid: true,
};

export const stories: Story[] = [byMouse, byKeyboard, byTouch, shown];
