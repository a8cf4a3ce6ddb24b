/** Samples with sounds, films, pictures, pages and files. */
import { expect, type Locator, type Page } from "@playwright/test";
import type { Place, Samples, Users } from "../place";
import { keys, radio, tabTo } from "../sample";

export const players = (page: Page) => page.locator("audio, video");

export const hasEnded = (player: Locator) => player.evaluate((one: HTMLMediaElement) => one.ended);

const expectPlaying = (player: Locator, isPlaying: boolean) =>
  expect.poll(() => player.evaluate((one: HTMLMediaElement) => !one.paused)).toBe(isPlaying);

async function loaded(player: Locator): Promise<void> {
  await player.scrollIntoViewIfNeeded();
  await expect.poll(() => player.evaluate((one: HTMLMediaElement) => one.readyState)).toBeGreaterThan(2);
}

async function slowDown(player: Locator, rate: number): Promise<void> {
  await player.evaluate((one: HTMLMediaElement, to) => {
    one.playbackRate = to;
  }, rate);
}

/** Press the browser's own play button. */
async function pressPlay(player: Locator): Promise<void> {
  await loaded(player);
  const box = await player.boundingBox();
  const isVideo = await player.evaluate((one) => one.tagName === "VIDEO");
  await player.click({ position: { x: 24, y: isVideo ? (box?.height ?? 0) - 40 : (box?.height ?? 0) / 2 } });
}

const audioTranscription: Users = {
  /** Heard to its end, and written as asked. */
  mouse: async (place) => {
    const { page } = place;
    const text = page.getByRole("textbox");
    await text.fill("a note");
    await place.expectRefused("You didn't listen to the recording");
    await pressPlay(players(page));
    await expect.poll(() => hasEnded(players(page))).toBe(true);
    await text.fill("note 1");
    await place.expectRefused("Use only lowercase letters and spaces");
    await text.fill("one long note");
  },

  /** q plays and pauses. */
  keyboard: async (place) => {
    const { page } = place;
    await loaded(players(page));
    await slowDown(players(page), 0.1);
    await keys(page, "q");
    await expectPlaying(players(page), true);
    await keys(page, "q");
    await expectPlaying(players(page), false);
    await place.expectRefused();
    await slowDown(players(page), 1);
    await keys(page, "q");
    await tabTo(page, page.getByRole("textbox"));
    await page.keyboard.type("one long note");
    await expect.poll(() => hasEnded(players(page))).toBe(true);
  },
};

const audioClassification: Users = {
  /** Nothing counts before the recording was started. */
  mouse: async (place) => {
    const { page } = place;
    await radio(page, "Female").click();
    await place.expectRefused("you need to listen to the audio");
    await pressPlay(players(page));
    await expect(page.getByText("you need to listen to the audio")).toBeHidden();
  },

  keyboard: async ({ page }) => {
    await loaded(players(page));
    await tabTo(page, players(page));
    await keys(page, "Space", "1");
  },
};

const audioRecording: Users = {
  mouse: async (place) => {
    const { page } = place;
    await place.expectRefused();
    await page.getByRole("button", { name: "Record", exact: true }).click();
    await recorded(page);
    await page.getByRole("button", { name: "Stop" }).click();
    await place.expectAnswer({ audio_file: expect.any(String) });
  },

  keyboard: async (place) => {
    const { page } = place;
    await tabTo(page, page.getByRole("button", { name: "Record", exact: true }));
    await keys(page, "Enter");
    await recorded(page);
    await tabTo(page, page.getByRole("button", { name: "Stop" }));
    await keys(page, "Enter");
    await place.expectAnswer({ audio_file: expect.any(String) });
  },
};

/** Something was heard: the recorder counts its seconds. */
export async function recorded(page: Page): Promise<void> {
  await expect(page.getByRole("button", { name: "Stop" })).toBeVisible();
  await expect(page.locator('[data-type="field.audio"]').getByText(/0:0[1-9]/)).toBeVisible();
}

const sideBySide: Users = {
  /** The last picture cannot be put away. */
  mouse: async (place) => {
    const { page } = place;
    await place.expectRefused("Answer all questions");
    const pictures = page.locator("[data-task] img");
    await page.getByRole("button", { name: "A", exact: true }).click();
    const last = page.getByRole("button", { name: "B", exact: true });
    await last.click({ force: true });
    await expect(pictures).toHaveCount(2);
    await expect(pictures.filter({ visible: true })).toHaveCount(1);
    await radio(page, "Left").click();
  },

  /** 0, 1 and 2. */
  keyboard: async (place) => {
    for (const [key, result] of [
      ["0", "ERROR"],
      ["2", "RIGHT"],
      ["1", "LEFT"],
    ] as const) {
      await keys(place.page, key);
      await place.expectAnswer({ result });
    }
  },
};

const videoComparison: Users = {
  /** Both to their end; to jump there is not enough. */
  mouse: async (place) => {
    const { page } = place;
    await radio(page, "Different").check();
    for (const index of [0, 1]) {
      const player = players(page).nth(index);
      await loaded(player);
      await player.evaluate((one: HTMLVideoElement) => {
        one.currentTime = one.duration - 0.05;
      });
    }
    await place.expectRefused("Watch it to the end");
    for (const index of [0, 1]) await pressPlay(players(page).nth(index));
    for (const index of [0, 1]) await expect.poll(() => hasEnded(players(page).nth(index))).toBe(true);
  },

  /** p starts both. */
  keyboard: async ({ page }) => {
    for (const index of [0, 1]) {
      await loaded(players(page).nth(index));
      await slowDown(players(page).nth(index), 0.1);
    }
    await keys(page, "p");
    for (const index of [0, 1]) await expectPlaying(players(page).nth(index), true);
    await keys(page, "2");
    for (const index of [0, 1]) await slowDown(players(page).nth(index), 1);
    for (const index of [0, 1]) await expect.poll(() => hasEnded(players(page).nth(index))).toBe(true);
  },
};

/** Pick files for what opens the browser's own window. */
export async function pick(page: Page, opens: () => Promise<void>, ...names: string[]): Promise<void> {
  const chooser = page.waitForEvent("filechooser");
  await opens();
  await (await chooser).setFiles(names.map((name) => ({ name, mimeType: "image/png", buffer: PIXEL })));
}

export const PIXEL = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

const GATE = { latitude: 38.7224, longitude: -9.1392 };
const gallery = ({ page }: Place) => page.getByRole("button", { name: "From the gallery" });
const files = (count: number) => Array.from({ length: count }, () => expect.any(String));

/** The entrance was seen from two sides. */
const photographed = {
  verdict: "ok",
  performer_coordinates: "38.7224,-9.1392",
  entrance_images: files(2),
};

const photoAtPlace: Users = {
  mouse: async (place) => {
    const { page } = place;
    await radio(page, "I found the right entrance").click();
    await place.expectRefused("There must be at least 2 photos");
    await pick(page, () => gallery(place).click(), "right.png", "left.png");
    await place.expectAnswer(photographed);
  },

  keyboard: async (place) => {
    const { page } = place;
    await tabTo(page, radio(page, "I found the right entrance"));
    await keys(page, "Space");
    await tabTo(page, gallery(place));
    await pick(page, () => page.keyboard.press("Enter"), "right.png", "left.png");
    await place.expectAnswer(photographed);
  },
};

const fileUpload: Users = {
  /** One after the other. */
  mouse: async (place) => {
    const { page } = place;
    await place.expectRefused("Add a scan");
    for (const name of ["Take a photo", "From the gallery", "Upload a file"]) {
      await expect(page.getByRole("button", { name })).toBeVisible();
    }
    await expect(page.getByRole("button", { name: "Record a video" })).toHaveCount(0);
    const scans = page.getByRole("button", { name: "Choose files" });
    await pick(page, () => scans.click(), "one.png");
    await place.expectAnswer({ scans: files(1) });
    await place.expectRefused("Two or three scans");
    await pick(page, () => scans.click(), "two.png");
    await place.expectAnswer({ scans: files(2) });
    await pick(page, () => page.getByRole("button", { name: "Upload a file" }).click(), "photo.png");
    await place.expectAnswer({ scans: files(2), photo: expect.any(String) });
  },

  keyboard: async (place) => {
    const { page } = place;
    const press = () => page.keyboard.press("Enter");
    await tabTo(page, page.getByRole("button", { name: "Choose files" }));
    await pick(page, press, "one.png", "two.png");
    await place.expectAnswer({ scans: files(2) });
    await tabTo(page, page.getByRole("button", { name: "Upload a file" }));
    await pick(page, press, "photo.png");
    await place.expectAnswer({ scans: files(2), photo: expect.any(String) });
  },

  touch: async (place) => {
    const { page } = place;
    await pick(page, () => page.getByRole("button", { name: "Choose files" }).tap(), "one.png", "two.png");
    await place.expectAnswer({ scans: files(2) });
    await pick(page, () => page.getByRole("button", { name: "Take a photo" }).tap(), "photo.png");
    await place.expectAnswer({ scans: files(2), photo: expect.any(String) });
  },
};

const comparePages: Users = {
  mouse: async (place) => {
    const { page } = place;
    await place.expectRefused();
    const opened = page.waitForEvent("popup");
    await page.getByRole("button", { name: "Go to site" }).last().click();
    await expect(await opened).toHaveURL("https://media.example/page-b.html");
    await radio(page, "The right one is better").check();
  },

  keyboard: async (place) => {
    const { page } = place;
    await keys(page, "1");
    await place.expectAnswer({ result: "https://media.example/page-a.html" });
    await expect(page.locator(".tb-key")).toHaveText(["1", "2"]);
    await keys(page, "2");
    await expect(radio(page, "The right one is better")).toBeChecked();
  },
};

const LINK = "https://www.marksandspencer.com/x/p/1";

const findLink: Users = {
  /** The shop first, and only what is wrong is said. */
  mouse: async (place) => {
    const { page } = place;
    await page.getByRole("textbox").fill("https://example.com/");
    await place.expectRefused("Open the link", "the link must be from the Marks and Spencer website");
    await expect(page.getByText("Fill this in")).toHaveCount(0);
    await page.getByRole("textbox").fill(LINK);
    await place.expectRefused("Open the link");
    const opened = page.waitForEvent("popup");
    await page.getByRole("button", { name: "Marks and Spencer" }).click();
    await (await opened).close();
  },

  keyboard: async ({ page }) => {
    await tabTo(page, page.getByRole("button", { name: "Marks and Spencer" }));
    const opened = page.waitForEvent("popup");
    await keys(page, "Enter");
    await (await opened).close();
    await tabTo(page, page.getByRole("textbox"));
    await page.keyboard.type(LINK);
  },
};

export const media: Samples = {
  "06": { name: "audio transcription", users: audioTranscription },
  "07": { name: "audio classification", users: audioClassification },
  "08": { name: "audio recording", users: audioRecording },
  "09": { name: "side by side", users: sideBySide },
  "13": { name: "video comparison", users: videoComparison },
  "14": { name: "photo at a place", users: photoAtPlace, at: GATE, files: ["right.png", "left.png"] },
  "15": { name: "file upload", users: fileUpload, files: ["one.png", "two.png", "photo.png"] },
  "17": { name: "compare pages", users: comparePages },
  "18": { name: "find a link", users: findLink },
};
