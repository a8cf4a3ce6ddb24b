/** Who asks their system for no motion gets none, and who does not sees that something is under way. */
import { expect, type Page, test } from "@playwright/test";
import { Server } from "../server";

const PASSWORD = "correct horse";

let server: Server;

test.beforeAll(async () => {
  server = await Server.start();
  await server.worker("cora", PASSWORD);
});

test.afterAll(() => server.stop());

/** A page that waits for the server: with a busy button, then with the outlines of what is to come. */
async function waiting(page: Page, look: () => Promise<void>): Promise<void> {
  let arrive = () => {};
  const held = new Promise<void>((resolve) => (arrive = resolve));
  await page.route("**/api/worker/v1/login", async (route) => {
    await held;
    await route.continue();
  });
  await page.route("**/api/worker/v1/tasks*", () => {}); // never answered
  await page.goto(server.page("/"));
  await page.getByLabel("Login").fill("cora");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Log in" }).click();
  await expect(page.locator(".spinner")).toBeVisible();
  await look();
  arrive();
  await expect(page.locator(".skeleton").first()).toBeVisible();
  await look();
}

const moving = (page: Page) =>
  page.evaluate(() => document.getAnimations().filter((one) => one.playState === "running").length);

test("nothing moves for who wants no motion", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await waiting(page, async () => expect(await moving(page)).toBe(0));
});

test("what is under way moves for everybody else", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "no-preference" });
  await waiting(page, async () => expect(await moving(page)).toBeGreaterThan(0));
});
