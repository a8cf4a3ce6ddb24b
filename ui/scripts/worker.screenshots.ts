/** Pictures of every page of the worker's app, for the documentation: on a phone and a laptop, light and dark. */
import { mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Browser, expect, type Page, test } from "@playwright/test";
import { logIn } from "../browser/pages";
import { Server } from "../browser/server";
import { pictures } from "./interfaces";
import { build, PASSWORD, type World } from "./world";

const FOLDER = process.env.SCREENSHOTS ?? join(import.meta.dirname, "../../docs/img/worker");
const MOST_BYTES = 100_000;
const SIZES = { phone: { width: 360, height: 740 }, laptop: { width: 1280, height: 800 } };

let server: Server;
let world: World;
let finished = 0;

test.beforeAll(async () => {
  server = await Server.start("--files", await pictures());
  world = await build(server);
  mkdirSync(FOLDER, { recursive: true });
});

test.afterAll(() => server.stop());

const PAGES: [name: string, path: (world: World) => string, prepare?: (page: Page) => Promise<void>][] = [
  ["tasks", () => "/"],
  ["closed", () => "/", showClosed],
  [
    "map",
    ({ mapPoolId }) => `/tasks/${mapPoolId}/places`,
    (page) => page.getByText("Show how far it is").click(),
  ],
  ["history", () => "/history"],
  [
    "appeal",
    () => "/history?status=REJECTED",
    (page) => page.getByRole("button", { name: "Appeal" }).click(),
  ],
  ["earnings", () => "/earnings"],
  ["messages", () => "/messages"],
  ["message", ({ threadId }) => `/messages/${threadId}`],
  ["skills", () => "/skills"],
  ["profile", () => "/profile"],
  ["instructions", ({ assignmentId }) => `/assignments/${assignmentId}`],
  ["assignment", ({ assignmentId }) => `/assignments/${assignmentId}`, answerFirst],
  ["annotation", ({ annotationId }) => `/assignments/${annotationId}`, closeInstructions],
  ["classic", ({ classicId }) => `/assignments/${classicId}`, showClassic],
  ["mistakes", ({ mistakesId }) => `/assignments/${mistakesId}`, showMistakes],
  ["captcha", () => "/", askForCaptcha],
  ["done", () => "/", finish],
  ["write", () => "/", write],
  ["review", ({ reviewedId }) => `/assignments/${reviewedId}`],
  ["missing", () => "/history/of/nobody"],
];

for (const [size, viewport] of Object.entries(SIZES)) {
  for (const colorScheme of ["light", "dark"] as const) {
    test(`${size}, ${colorScheme}`, async ({ browser }) => {
      const page = await open(browser, viewport, colorScheme);
      await page.goto(server.page("/register", { sandbox: true }));
      await shoot(page, `signup-${size}-${colorScheme}`);
      await page.goto(server.page("/", { sandbox: true }));
      await shoot(page, `login-${size}-${colorScheme}`);
      await logIn(page, "maria", PASSWORD);
      for (const [name, path, prepare] of PAGES) {
        await page.goto(server.page(path(world), { sandbox: true }));
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        await expect(page.getByText("Loading")).toHaveCount(0);
        await prepare?.(page);
        await shoot(page, `${name}-${size}-${colorScheme}`);
      }
    });
  }
}

test("no picture is heavy", () => {
  for (const name of readdirSync(FOLDER)) {
    expect(statSync(join(FOLDER, name)).size, name).toBeLessThan(MOST_BYTES);
  }
});

async function showClosed(page: Page): Promise<void> {
  await page.getByLabel("Show also what is closed to me").check();
  await page
    .getByRole("region", { name: "Closed to you" })
    .getByRole("listitem")
    .last()
    .scrollIntoViewIfNeeded();
  await page.mouse.wheel(0, 400);
}

/** They are shown by themselves when a project's page is opened for the first time. */
async function closeInstructions(page: Page): Promise<void> {
  const dialog = page.getByRole("dialog", { name: "Instructions" });
  if (await dialog.isVisible()) await page.keyboard.press("Escape");
}

async function answerFirst(page: Page): Promise<void> {
  await closeInstructions(page);
  await page.getByRole("radio").first().check();
}

async function showClassic(page: Page): Promise<void> {
  await closeInstructions(page);
  await page.frameLocator("iframe").getByText("It is wrong").click();
}

async function showMistakes(page: Page): Promise<void> {
  await closeInstructions(page);
  await expect(page.getByText("not right yet")).toBeVisible();
}

const card = (page: Page, name: string) =>
  page.getByRole("listitem").filter({ has: page.getByRole("heading", { name }) });

async function askForCaptcha(page: Page): Promise<void> {
  await card(page, "Name the mood")
    .getByRole("button", { name: /^Start/ })
    .click();
  await expect(page.getByRole("dialog").getByRole("img")).toBeVisible();
}

/** The last page of what was made for this picture alone. */
async function finish(page: Page): Promise<void> {
  const name = `Spelling, part ${++finished}`;
  const { poolId } = await world.library.work({
    project: { public_name: name, public_instructions: "" },
    pages: 1,
  });
  await page.getByRole("button", { name: "Look for new tasks" }).click();
  await card(page, name)
    .getByRole("button", { name: /^Start/ })
    .click();
  await expect(page.getByRole("radio").first()).toBeVisible();
  for (const radio of await page.getByRole("radio", { name: "Good" }).all()) await radio.check();
  await page.getByRole("button", { name: "Submit" }).click();
  await expect(page.getByRole("heading", { name: "Handed in" })).toBeVisible();
  await world.library.call("POST", `/pools/${poolId}/close`);
}

async function write(page: Page): Promise<void> {
  await page
    .getByRole("button", { name: /^Ask the requester/ })
    .first()
    .click();
  await page.getByLabel("Your message").fill("Is the pharmacy at the market one of them?");
}

async function open(
  browser: Browser,
  viewport: { width: number; height: number },
  colorScheme: "light" | "dark",
) {
  const context = await browser.newContext({
    viewport,
    colorScheme,
    hasTouch: viewport.width < 500,
    isMobile: viewport.width < 500,
    reducedMotion: "reduce",
    geolocation: { latitude: 52.5145, longitude: 13.3955 },
    permissions: ["geolocation"],
  });
  return context.newPage();
}

async function shoot(page: Page, name: string): Promise<void> {
  await page.waitForLoadState("networkidle");
  const png = await page.screenshot();
  const blank = await page.context().newPage();
  writeFileSync(join(FOLDER, `${name}.webp`), await asWebp(blank, png));
  await blank.close();
}

/** A third of what a PNG takes, and no tool is needed for it but the browser that is there anyway. */
async function asWebp(page: Page, png: Buffer): Promise<Buffer> {
  const address = await page.evaluate(
    async (source) => {
      const picture = new Image();
      picture.src = source;
      await picture.decode();
      const canvas = document.createElement("canvas");
      canvas.width = picture.naturalWidth;
      canvas.height = picture.naturalHeight;
      canvas.getContext("2d")?.drawImage(picture, 0, 0);
      return canvas.toDataURL("image/webp", 0.9);
    },
    `data:image/png;base64,${png.toString("base64")}`,
  );
  return Buffer.from(address.slice(address.indexOf(",") + 1), "base64");
}
