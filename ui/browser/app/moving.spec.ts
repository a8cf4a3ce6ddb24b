/** Back, forward and reload, after pages that took each other's place. */
import { expect, type Page, test } from "@playwright/test";
import type { Account } from "../account";
import { logIn } from "../pages";
import { Server } from "../server";

const PASSWORD = "correct horse";

let server: Server;
let requester: Account;

test.beforeAll(async () => {
  server = await Server.start();
  requester = await server.requester("Library");
});

test.afterAll(() => server.stop());

const start = (page: Page) => page.getByRole("button", { name: "Start Good or bad?" });
const texts = (page: Page) => page.locator("[data-task] .tb-text");

async function begin(page: Page, login: string, pages: number): Promise<string> {
  const names = Array.from({ length: pages * 2 }, (_, place) => `${login} ${place}`);
  const { poolId } = await requester.work({ pages, texts: names, project: { public_instructions: "" } });
  await server.worker(login, PASSWORD);
  await page.goto(server.page("/"));
  await logIn(page, login, PASSWORD);
  await start(page).click();
  await expect(texts(page)).toHaveCount(2);
  return poolId;
}

async function answer(page: Page): Promise<void> {
  for (const task of await page.locator("[data-task]").all()) await task.getByLabel("Good").check();
}

async function handIn(page: Page): Promise<void> {
  const before = page.url();
  await answer(page);
  await page.getByRole("button", { name: "Submit" }).click();
  await expect(page).not.toHaveURL(before);
  await expect(texts(page)).toHaveCount(2);
}

test("after three pages: reload shows the present one, back the list, forward the page again", async ({
  page,
}) => {
  const poolId = await begin(page, "ruth", 4);
  for (let done = 0; done < 3; done += 1) await handIn(page);
  const [address, shown] = [page.url(), await texts(page).allTextContents()];
  await page.locator("[data-task]").first().getByLabel("Bad").check();
  await page.reload();
  await expect(texts(page)).toHaveText(shown);
  expect(page.url()).toBe(address);
  await page.goBack();
  await expect(page.getByRole("heading", { name: "Tasks", level: 1 })).toBeVisible();
  await expect(page.getByRole("link", { name: "Continue Good or bad?" })).toBeVisible();
  await page.goForward();
  await expect(texts(page)).toHaveText(shown);
  await expect(page.locator("[data-task]").first().getByLabel("Bad")).toBeChecked();
  expect(page.url()).toBe(address);
  await requester.call("POST", `/pools/${poolId}/close`);
});

test("whoever goes back while answers are on their way stays where they went", async ({ page }) => {
  const poolId = await begin(page, "gina", 2);
  await answer(page);
  let arrive = () => {};
  const held = new Promise<void>((resolve) => (arrive = resolve));
  await page.route("**/submit?*", async (route) => {
    await held;
    await route.continue();
  });
  await page.getByRole("button", { name: "Submit" }).click();
  await page.goBack();
  await expect(page.getByRole("heading", { name: "Tasks", level: 1 })).toBeVisible();
  const answered = page.waitForResponse("**/submit?*");
  arrive();
  await answered;
  await page.getByRole("button", { name: "Look for new tasks" }).click();
  await expect(page.getByRole("link", { name: "Continue Good or bad?" })).toBeVisible();
  await expect(page).toHaveURL(server.page("/"));
  await requester.call("POST", `/pools/${poolId}/close`);
});

test("a session that ends after several pages: logging in leads to the present page, with its answers", async ({
  page,
  context,
}) => {
  const poolId = await begin(page, "sid", 4);
  for (let done = 0; done < 2; done += 1) await handIn(page);
  const [address, shown] = [page.url(), await texts(page).allTextContents()];
  await answer(page);
  await context.clearCookies();
  await page.getByRole("button", { name: "Submit" }).click();
  await expect(page.getByText("Your session has ended", { exact: false })).toBeVisible();
  await page.getByLabel("Login").fill("sid");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Log in" }).click();
  await expect(texts(page)).toHaveText(shown);
  expect(page.url()).toBe(address);
  for (const task of await page.locator("[data-task]").all())
    await expect(task.getByLabel("Good")).toBeChecked();
  await handIn(page);
  const { items } = await requester.call("GET", `/assignments?pool_id=${poolId}&status=SUBMITTED`);
  expect(items).toHaveLength(3);
  await requester.call("POST", `/pools/${poolId}/close`);
});
