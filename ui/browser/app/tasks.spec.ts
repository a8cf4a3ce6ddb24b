import { expect, test } from "@playwright/test";
import { expectFit, logIn } from "../pages";
import { Server } from "../server";

const PASSWORD = "correct horse";

let server: Server;

test.beforeAll(async () => {
  server = await Server.start();
});

test.afterAll(async () => {
  await server.stop();
});

test("signing up leads to an empty list that says why, then to work that is taken", async ({ page }) => {
  await page.goto(server.page("/register"));
  await expectFit(page);
  await page.getByLabel("Login").fill("ada");
  await page.getByLabel("Password").fill("short");
  await page.getByRole("button", { name: "Sign up" }).click();
  await expect(page.getByText("Use at least 8 characters")).toBeVisible();
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign up" }).click();
  await expect(page.getByRole("heading", { name: "No tasks for you right now" })).toBeVisible();
  await expect(page).toHaveURL(server.page("/"));
  await expect(page.getByText("No requester has an open pool")).toBeVisible();
  await expectFit(page);

  const requester = await server.requester("Library");
  const { poolId } = await requester.work();
  await page.getByRole("button", { name: "Look for new tasks" }).click();
  const card = page.getByRole("listitem").filter({ hasText: "Good or bad?" });
  await expect(card.getByText("by Library")).toBeVisible();
  await expect(card.getByText("$0.05")).toBeVisible();
  await expect(card.getByText("Up to 10 min")).toBeVisible();
  await expect(card.getByText("2 tasks on a page")).toBeVisible();
  await expect(card.getByText("Reviewed within 3 days")).toBeVisible();
  await expectFit(page);

  await card.getByRole("button", { name: "Start Good or bad?" }).click();
  await expect(page).toHaveURL(/\/assignments\/[\w-]+$/);
  await page.goBack();
  await expect(card.getByRole("link", { name: "Continue Good or bad?" })).toBeVisible();
  await requester.call("POST", `/pools/${poolId}/close`);
});

test("what is closed is shown with its reasons on demand", async ({ page }) => {
  const requester = await server.requester("Adults");
  await server.worker("bob", PASSWORD);
  const { poolId } = await requester.work({
    project: { public_name: "Only for adults" },
    pool: { may_contain_adult_content: true },
  });
  await page.goto(server.page("/tasks"));
  await logIn(page, "bob", PASSWORD);
  await expect(page.getByText("1 kind of task is open on this platform")).toBeVisible();
  await page.getByRole("button", { name: "Show why" }).click();
  const closed = page.getByRole("region", { name: "Closed to you" });
  await expect(closed.getByRole("heading", { name: "Only for adults" })).toBeVisible();
  await expect(closed.getByText("adult", { exact: false }).last()).toBeVisible();
  await expectFit(page);
  await requester.call("POST", `/pools/${poolId}/close`);
});
