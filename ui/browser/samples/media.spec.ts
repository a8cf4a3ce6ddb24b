/** Samples with sounds, films, pictures, pages and files. */
import { expect, type Locator, type Page, test } from "@playwright/test";
import { serve } from "../stories/open";
import {
  answer,
  expectRefused,
  expectSent,
  keys,
  open,
  radio,
  submit,
  tabTo,
  task,
  useSamples,
} from "./sample";

useSamples();

const players = (page: Page) => page.locator("audio, video");

const isPlaying = (player: Locator) => player.evaluate((one: HTMLMediaElement) => !one.paused);
const hasEnded = (player: Locator) => player.evaluate((one: HTMLMediaElement) => one.ended);

async function loaded(player: Locator): Promise<void> {
  await player.scrollIntoViewIfNeeded();
  await expect.poll(() => player.evaluate((one: HTMLMediaElement) => one.readyState)).toBeGreaterThan(2);
}

/** Press the browser's own play button. */
async function pressPlay(player: Locator): Promise<void> {
  await loaded(player);
  const box = await player.boundingBox();
  const isVideo = await player.evaluate((one) => one.tagName === "VIDEO");
  await player.click({ position: { x: 24, y: isVideo ? (box?.height ?? 0) - 40 : (box?.height ?? 0) / 2 } });
}

test.describe("06 audio transcription", () => {
  test("by mouse: heard to its end, and written as asked", async ({ page }) => {
    const { solutions } = await open(page, "06");
    const text = page.getByRole("textbox");
    await text.fill("a note");
    await expectRefused(page, "You didn't listen to the recording");
    await pressPlay(players(page));
    await expect.poll(() => hasEnded(players(page))).toBe(true);
    await text.fill("note 1");
    await expectRefused(page, "Use only lowercase letters and spaces");
    await text.fill("one long note");
    await expectSent(page, solutions[0]?.output_values ?? {});
  });

  test("by keyboard: q plays and pauses", async ({ page }) => {
    const { solutions } = await open(page, "06");
    await loaded(players(page));
    await players(page).evaluate((one: HTMLAudioElement) => {
      one.playbackRate = 0.2;
    });
    await keys(page, "q");
    expect(await isPlaying(players(page))).toBe(true);
    await keys(page, "q");
    expect(await isPlaying(players(page))).toBe(false);
    expect(await submit(page)).toBe(false);
    await players(page).evaluate((one: HTMLAudioElement) => {
      one.playbackRate = 1;
    });
    await keys(page, "q");
    await tabTo(page, page.getByRole("textbox"));
    await page.keyboard.type("one long note");
    await expect.poll(() => hasEnded(players(page))).toBe(true);
    await expectSent(page, solutions[0]?.output_values ?? {});
  });
});

test.describe("07 audio classification", () => {
  test("by mouse: nothing counts before the recording was started", async ({ page }) => {
    const { solutions } = await open(page, "07");
    await radio(page, "Female").click();
    await expectRefused(page, "you need to listen to the audio");
    await pressPlay(players(page));
    await expect(page.getByText("you need to listen to the audio")).toBeHidden();
    await expectSent(page, solutions[0]?.output_values ?? {});
  });

  test("by keyboard", async ({ page }) => {
    const { solutions } = await open(page, "07");
    await loaded(players(page));
    await tabTo(page, players(page));
    await keys(page, "Space", "1");
    await expectSent(page, solutions[0]?.output_values ?? {});
  });

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

test.describe("08 audio recording", () => {
  test("by mouse: recorded, removed, recorded again", async ({ page }) => {
    await open(page, "08");
    await expectRefused(page);
    await page.getByRole("button", { name: "Record", exact: true }).click();
    await page.waitForTimeout(300);
    await page.getByRole("button", { name: "Stop" }).click();
    expect(await answer(page)).toEqual({});
    expect(await submit(page)).toBe(false);
    await expect.poll(() => answer(page)).toEqual({ audio_file: "att-1" });
    expect(await submit(page)).toBe(true);
    await page.getByRole("button", { name: /^Remove / }).click();
    expect(await answer(page)).toEqual({});
    await expectRefused(page);
    await page.getByRole("button", { name: /^Record/ }).click();
    await page.waitForTimeout(300);
    await page.getByRole("button", { name: "Stop" }).click();
    await expectSent(page, { audio_file: "att-2" });
  });

  test("by keyboard", async ({ page }) => {
    await open(page, "08");
    await tabTo(page, page.getByRole("button", { name: "Record", exact: true }));
    await keys(page, "Enter");
    await expect(page.getByRole("button", { name: "Stop" })).toBeVisible();
    await page.waitForTimeout(300);
    await tabTo(page, page.getByRole("button", { name: "Stop" }));
    await keys(page, "Enter");
    await expectSent(page, { audio_file: "att-1" });
  });
});

test.describe("09 side by side", () => {
  test("by mouse: the last picture cannot be put away", async ({ page }) => {
    const { solutions } = await open(page, "09");
    await expectRefused(page, "Answer all questions");
    await page.getByRole("button", { name: "A", exact: true }).click();
    const last = page.getByRole("button", { name: "B", exact: true });
    await last.click({ force: true });
    await expect(page.locator("img")).toHaveCount(2);
    await expect(page.locator("img").filter({ visible: true })).toHaveCount(1);
    await radio(page, "Left").click();
    await expectSent(page, solutions[0]?.output_values ?? {});
  });

  test("by keyboard: 0, 1 and 2", async ({ page }) => {
    const { solutions } = await open(page, "09");
    const results: unknown[] = [];
    for (const key of ["0", "2", "1"]) {
      await keys(page, key);
      results.push((await answer(page)).result);
    }
    expect(results).toEqual(["ERROR", "RIGHT", "LEFT"]);
    await expectSent(page, solutions[0]?.output_values ?? {});
  });
});

test.describe("13 video comparison", () => {
  test("by mouse: both to their end", async ({ page }) => {
    const { solutions } = await open(page, "13");
    await radio(page, "Different").check();
    for (const index of [0, 1]) {
      const player = players(page).nth(index);
      await loaded(player);
      await player.evaluate((one: HTMLVideoElement) => {
        one.currentTime = one.duration - 0.05;
      });
    }
    await expectRefused(page, "Watch it to the end");
    for (const index of [0, 1]) await pressPlay(players(page).nth(index));
    for (const index of [0, 1]) await expect.poll(() => hasEnded(players(page).nth(index))).toBe(true);
    await expectSent(page, solutions[0]?.output_values ?? {});
  });

  test("by keyboard: p starts both", async ({ page }) => {
    const { solutions } = await open(page, "13");
    for (const index of [0, 1]) await loaded(players(page).nth(index));
    await keys(page, "p");
    expect([await isPlaying(players(page).first()), await isPlaying(players(page).last())]).toEqual([
      true,
      true,
    ]);
    await keys(page, "2");
    for (const index of [0, 1]) await expect.poll(() => hasEnded(players(page).nth(index))).toBe(true);
    await expectSent(page, solutions[0]?.output_values ?? {});
  });

  test("narrow, one stands under the other", async ({ page }) => {
    await open(page, "13");
    const tops = async () => [
      (await players(page).first().boundingBox())?.y,
      (await players(page).last().boundingBox())?.y,
    ];
    await expect.poll(async () => new Set(await tops()).size).toBe(1);
    await page.setViewportSize({ width: 500, height: 800 });
    await expect.poll(async () => new Set(await tops()).size).toBe(2);
  });
});

/** Pick files for what opens the browser's own window. */
async function pick(page: Page, opens: () => Promise<void>, ...names: string[]): Promise<void> {
  const chooser = page.waitForEvent("filechooser");
  await opens();
  await (await chooser).setFiles(names.map((name) => ({ name, mimeType: "image/png", buffer: PIXEL })));
}

const PIXEL = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

test.describe("14 photo at a place", () => {
  const [gate, away] = [
    { latitude: 38.7224, longitude: -9.1392 },
    { latitude: 41.15, longitude: -8.61 },
  ];

  test("by mouse", async ({ page, context }) => {
    await context.setGeolocation(gate);
    const { solutions } = await open(page, "14");
    await expect.poll(() => answer(page)).toEqual({ performer_coordinates: "38.7224,-9.1392" });
    await radio(page, "I found the right entrance").click();
    await expectRefused(page, "There must be at least 2 photos");
    const gallery = page.getByRole("button", { name: "From the gallery" });
    await pick(page, () => gallery.click(), "right.png", "left.png");
    await expectSent(page, solutions[0]?.output_values ?? {});
  });

  test("by keyboard", async ({ page, context }) => {
    await context.setGeolocation(gate);
    const { solutions } = await open(page, "14");
    await tabTo(page, radio(page, "I found the right entrance"));
    await keys(page, "Space");
    const gallery = page.getByRole("button", { name: "From the gallery" });
    await tabTo(page, gallery);
    await pick(page, () => page.keyboard.press("Enter"), "right.png", "left.png");
    await expectSent(page, solutions[0]?.output_values ?? {});
  });

  test("far away it is refused", async ({ page, context }) => {
    await context.setGeolocation(away);
    const { solutions } = await open(page, "14");
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

test.describe("15 file upload", () => {
  test("by mouse: several, and one that another replaces", async ({ page }) => {
    const { solutions } = await open(page, "15");
    await expectRefused(page, "Add a scan");
    for (const name of ["Take a photo", "From the gallery", "Upload a file"]) {
      await expect(page.getByRole("button", { name })).toBeVisible();
    }
    await expect(page.getByRole("button", { name: "Record a video" })).toHaveCount(0);
    const scans = page.getByRole("button", { name: "Choose files" });
    await pick(page, () => scans.click(), "one.png");
    await expect.poll(() => answer(page)).toEqual({ scans: ["att-1"] });
    await expectRefused(page, "Two or three scans");
    await pick(page, () => scans.click(), "two.png");
    await expect.poll(() => answer(page)).toEqual({ scans: ["att-1", "att-2"] });
    await pick(page, () => page.getByRole("button", { name: "Upload a file" }).click(), "photo.png");
    await expectSent(page, solutions[0]?.output_values ?? {});
    await pick(page, () => page.getByRole("button", { name: "From the gallery" }).click(), "another.png");
    await expectSent(page, { scans: ["att-1", "att-2"], photo: "att-4" });
  });

  test("by keyboard", async ({ page }) => {
    const { solutions } = await open(page, "15");
    const press = () => page.keyboard.press("Enter");
    await tabTo(page, page.getByRole("button", { name: "Choose files" }));
    await pick(page, press, "one.png", "two.png");
    await expect.poll(() => answer(page)).toEqual({ scans: ["att-1", "att-2"] });
    await tabTo(page, page.getByRole("button", { name: "Upload a file" }));
    await pick(page, press, "photo.png");
    await expectSent(page, solutions[0]?.output_values ?? {});
  });

  test("by touch", async ({ browser }) => {
    const context = await browser.newContext({ hasTouch: true, viewport: { width: 360, height: 740 } });
    await serve(context);
    const page = await context.newPage();
    const { solutions } = await open(page, "15");
    await pick(page, () => page.getByRole("button", { name: "Choose files" }).tap(), "one.png", "two.png");
    await expect.poll(() => answer(page)).toEqual({ scans: ["att-1", "att-2"] });
    await pick(page, () => page.getByRole("button", { name: "Take a photo" }).tap(), "photo.png");
    await expectSent(page, solutions[0]?.output_values ?? {});
    await context.close();
  });
});

test.describe("17 compare pages", () => {
  test("by mouse: frames load once they are in sight", async ({ page }) => {
    await page.setViewportSize({ width: 1280, height: 500 });
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    const { solutions } = await open(page, "17");
    await expect(page.locator("img").first()).toBeVisible();
    await page.waitForTimeout(300);
    const isPage = (url: string) => url.endsWith(".html");
    expect(asked.filter(isPage)).toEqual([]);
    await page.locator('[data-type="view.iframe"]').first().scrollIntoViewIfNeeded();
    await expect.poll(() => asked.filter(isPage)).toContain("https://media.example/page-a.html");
    await expectRefused(page);
    const opened = page.waitForEvent("popup");
    await page.getByRole("button", { name: "Go to site" }).last().click();
    await expect(await opened).toHaveURL("https://media.example/page-b.html");
    await radio(page, "The right one is better").check();
    await expectSent(page, solutions[0]?.output_values ?? {});
  });

  test("by keyboard", async ({ page }) => {
    const { solutions } = await open(page, "17");
    await keys(page, "1");
    expect(await answer(page)).toEqual({ result: "https://media.example/page-a.html" });
    await expect(page.locator(".tb-key")).toHaveText(["1", "2"]);
    await keys(page, "2");
    await expect(radio(page, "The right one is better")).toBeChecked();
    await expectSent(page, solutions[0]?.output_values ?? {});
  });
});

test.describe("18 find a link", () => {
  test("by mouse: the shop first, and only what is wrong is said", async ({ page }) => {
    const { solutions } = await open(page, "18");
    await page.getByRole("textbox").fill("https://example.com/");
    await expectRefused(page, "Open the link", "the link must be from the Marks and Spencer website");
    await expect(page.getByText("Fill this in")).toHaveCount(0);
    await page.getByRole("textbox").fill("https://www.marksandspencer.com/x/p/1");
    await expectRefused(page, "Open the link");
    const opened = page.waitForEvent("popup");
    await page.getByRole("button", { name: "Marks and Spencer" }).click();
    await (await opened).close();
    await expectSent(page, solutions[0]?.output_values ?? {});
  });

  test("by keyboard", async ({ page }) => {
    const { solutions } = await open(page, "18");
    await tabTo(page, page.getByRole("button", { name: "Marks and Spencer" }));
    const opened = page.waitForEvent("popup");
    await keys(page, "Enter");
    await (await opened).close();
    await tabTo(page, page.getByRole("textbox"));
    await page.keyboard.type("https://www.marksandspencer.com/x/p/1");
    await expectSent(page, solutions[0]?.output_values ?? {});
  });
});
