/** Samples with sounds, films, pictures, pages and files, and what else has to hold of them. */
import { expect, test } from "@playwright/test";
import { keys, radio, task } from "./sample";
import { answer, expectRefused, expectSent, open, submit, testUsers, useSamples } from "./story";
import { media, pick, players, recorded } from "./users/media";

useSamples();
testUsers(media);

test.describe("07 audio classification", () => {
  test("blocks of 300 px flow in rows", async ({ page }) => {
    await open(page, "07", { tasks: 2 });
    const [first, second] = [await task(page, 0).boundingBox(), await task(page, 1).boundingBox()];
    expect([first?.width, second?.width]).toEqual([300, 300]);
    expect(first?.y).toBe(second?.y);
  });

  test("a recording that does not load counts as played", async ({ page }) => {
    await open(page, "07", { input: { path: "https://media.example/missing.wav" } });
    await keys(page, "1");
    await expect.poll(() => submit(page)).toBe(true);
  });
});

test("08: while it is being sent there is no answer, and none once it is removed", async ({ page }) => {
  await open(page, "08");
  await page.getByRole("button", { name: "Record", exact: true }).click();
  await recorded(page);
  await page.getByRole("button", { name: "Stop" }).click();
  expect(await answer(page)).toEqual({});
  expect(await submit(page)).toBe(false);
  await expectSent(page, { audio_file: "att-1" });
  await page.getByRole("button", { name: /^Remove / }).click();
  expect(await answer(page)).toEqual({});
  await expectRefused(page);
  await page.getByRole("button", { name: /^Record/ }).click();
  await recorded(page);
  await page.getByRole("button", { name: "Stop" }).click();
  await expectSent(page, { audio_file: "att-2" });
});

test("13: narrow, one stands under the other", async ({ page }) => {
  await open(page, "13");
  const tops = async () => [
    (await players(page).first().boundingBox())?.y,
    (await players(page).last().boundingBox())?.y,
  ];
  await expect.poll(async () => new Set(await tops()).size).toBe(1);
  await page.setViewportSize({ width: 500, height: 800 });
  await expect.poll(async () => new Set(await tops()).size).toBe(2);
});

test.describe("14 photo at a place", () => {
  test("the position is there at once, and far away it is refused", async ({ page, context }) => {
    await context.setGeolocation({ latitude: 41.15, longitude: -8.61 });
    const { solutions } = await open(page, "14");
    await expect.poll(() => answer(page)).toEqual({ performer_coordinates: "41.15,-8.61" });
    await radio(page, "I found the right entrance").click();
    await pick(page, () => page.getByRole("button", { name: "From the gallery" }).click(), "one.png");
    await expect.poll(() => answer(page)).toEqual(solutions[1]?.output_values);
    await expectRefused(page, "You are too far from the entrance.");
  });

  test("a refused position is written as such, and is too far from everywhere", async ({ page, context }) => {
    await context.clearPermissions();
    await open(page, "14");
    await expect.poll(() => answer(page)).toEqual({ performer_coordinates: "rejected,rejected" });
    await expectRefused(page, "You are too far from the entrance.");
  });
});

test("15: another photo takes the first one's place", async ({ page }) => {
  await open(page, "15");
  await pick(page, () => page.getByRole("button", { name: "Choose files" }).click(), "one.png", "two.png");
  await expect.poll(() => answer(page)).toEqual({ scans: ["att-1", "att-2"] });
  await pick(page, () => page.getByRole("button", { name: "Upload a file" }).click(), "photo.png");
  await expectSent(page, { scans: ["att-1", "att-2"], photo: "att-3" });
  await pick(page, () => page.getByRole("button", { name: "From the gallery" }).click(), "another.png");
  await expectSent(page, { scans: ["att-1", "att-2"], photo: "att-4" });
});

test("17: frames load once they are in sight", async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 500 });
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await open(page, "17");
  await expect(page.locator("img").first()).toBeVisible();
  await page.waitForTimeout(300);
  const isPage = (url: string) => url.endsWith(".html");
  expect(asked.filter(isPage)).toEqual([]);
  await page.locator('[data-type="view.iframe"]').first().scrollIntoViewIfNeeded();
  await expect.poll(() => asked.filter(isPage)).toContain("https://media.example/page-a.html");
});
