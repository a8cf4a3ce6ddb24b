/** The app as something installed: without a network, after the server went, and what it never keeps. */
import { expect, test } from "@playwright/test";
import { logIn } from "../pages";
import { Server } from "../server";

const PASSWORD = "correct horse";

let server: Server;

test.beforeAll(async () => {
  server = await Server.start();
  await server.worker("ada", PASSWORD);
});

test.afterAll(() => server.stop());

test("it opens without a network, says so, and goes on by itself", async ({ page, context }) => {
  await page.goto(server.page("/"));
  await logIn(page, "ada", PASSWORD);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.reload();
  await expect(page.getByText("No tasks for you right now")).toBeVisible();
  await context.setOffline(true);
  await expect(page.getByText("No network.")).toBeVisible();
  await page.goto(server.page("/earnings"));
  await expect(page.getByText("The server cannot be reached.")).toBeVisible({ timeout: 20_000 });
  await context.setOffline(false);
  await expect(page.getByText("No network.")).toBeHidden();
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("heading", { name: "Earnings", level: 1 })).toBeVisible();
});

test("nothing of a worker's is kept by the service worker", async ({ page }) => {
  await page.goto(server.page("/history"));
  await logIn(page, "ada", PASSWORD);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.goto(server.page("/earnings"));
  await expect(page.getByText("Nothing earned yet")).toBeVisible();
  const kept = await page.evaluate(async () => {
    const found: string[] = [];
    for (const name of await caches.keys()) {
      for (const { url } of await (await caches.open(name)).keys()) found.push(new URL(url).pathname);
    }
    return found;
  });
  expect(kept).toContain("/");
  expect(kept.filter((path) => path !== "/" && !path.startsWith("/app/assets/"))).toEqual([]);
});

test("a browser finds all it needs to install it, in each environment", async ({ page }) => {
  for (const path of ["/", "/sandbox/"]) {
    await page.goto(server.page(path));
    const link = page.locator('link[rel="manifest"]');
    await expect(link).toHaveCount(1);
    const address = new URL((await link.getAttribute("href")) ?? "", page.url());
    const answer = await page.request.get(address.href);
    expect(answer.headers()["content-type"]).toContain("application/manifest+json");
    const manifest = await answer.json();
    expect(new URL(manifest.start_url, address).pathname).toBe(path);
    for (const icon of manifest.icons) {
      const picture = await page.request.get(new URL(icon.src, address).href);
      expect(picture.ok(), icon.src).toBe(true);
      expect(picture.headers()["content-type"]).toContain(icon.type);
    }
  }
});

test("nobody else is asked for anything", async ({ page }) => {
  const asked = new Set<string>();
  page.on("request", (request) => asked.add(new URL(request.url()).origin));
  await page.goto(server.page("/"));
  await logIn(page, "ada", PASSWORD);
  for (const name of ["History", "Earnings", "Messages", "Skills", "Profile"]) {
    await page.getByRole("link", { name, exact: true }).click();
    await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
  }
  expect([...asked]).toEqual([server.url]);
});

test("a server that is started again is found again", async ({ page }) => {
  await page.goto(server.page("/"));
  await logIn(page, "ada", PASSWORD);
  await server.kill();
  await page.getByRole("button", { name: "Look for new tasks" }).click();
  await server.up();
  await page.getByRole("link", { name: "Skills" }).click();
  await expect(page.getByText("No skills yet")).toBeVisible({ timeout: 20_000 });
});
