/** Samples that are answered on a picture or in a text, and what else has to hold of them. */
import { expect, test } from "@playwright/test";
import { onPicture, press, selectPiece } from "~/template/components/annotation.acting";
import { keys } from "./sample";
import { answer, open, submit, testUsers, useSamples } from "./story";
import { annotation } from "./users/annotation";

useSamples();
testUsers(annotation);

test("04: 3 is the label of the chosen shape too", async ({ page }) => {
  await open(page, "04");
  await onPicture(page, 0, 0);
  await keys(page, "w", "1");
  await press(page, 320, 240);
  expect(await answer(page)).toMatchObject({ result: [{ label: "square" }] });
  await keys(page, "q");
  await press(page, 320, 240);
  await keys(page, "3");
  expect(await answer(page)).toMatchObject({ result: [{ label: "triangle" }] });
  expect(await submit(page)).toBe(true);
});

test("05: without its last mark there is no answer", async ({ page }) => {
  await open(page, "05");
  for (const [piece, key] of [
    ["Acme", "1"],
    ["Lisbon", "3"],
  ] as const) {
    await selectPiece(page, piece);
    await keys(page, key);
  }
  await expect.poll(async () => (await answer(page)).entities).toHaveLength(2);
  for (const piece of ["Acme", "Lisbon"]) {
    await selectPiece(page, piece);
    await keys(page, "c");
  }
  expect(await answer(page)).toEqual({});
});
