/** Each page of the app with something in it: what it says, axe in both themes, 320 px. */
import { expect, test } from "@playwright/test";
import type { Account } from "../account";
import { expectFit, logIn } from "../pages";
import { Server } from "../server";

const PASSWORD = "correct horse";
const SANDBOX = { sandbox: true };

let server: Server;
let requester: Account;
let poolId: string;

test.beforeAll(async () => {
  server = await Server.start();
  requester = await server.requester("Library", SANDBOX);
  ({ poolId } = await requester.work({ pages: 4, project: { public_name: "Letters" } }));
});

test.afterAll(() => server.stop());

test("history shows what became of each page, and a rejection can be appealed once", async ({ page }) => {
  const worker = await server.worker("hilda", PASSWORD, SANDBOX);
  const first = await worker.complete(poolId);
  const second = await worker.complete(poolId);
  await requester.call("PATCH", `/assignments/${first}`, { status: "REJECTED", public_comment: "Too quick" });
  await requester.call("PATCH", `/assignments/${second}`, { status: "ACCEPTED" });
  await page.goto(server.page("/history", SANDBOX));
  await logIn(page, "hilda", PASSWORD);
  const rejected = page.getByRole("listitem").filter({ hasText: "Too quick" });
  await expect(rejected.getByText("Rejected")).toBeVisible();
  await expect(page.getByRole("listitem").getByText("Accepted", { exact: true })).toBeVisible();
  await expectFit(page);

  await rejected.getByRole("button", { name: "Appeal Letters" }).click();
  const dialog = page.getByRole("dialog", { name: "Appeal against the rejection" });
  await expect(dialog.getByLabel("Your reasons")).toBeFocused();
  await expectFit(page);
  await dialog.getByLabel("Your reasons").fill("I read every word.");
  await dialog.getByRole("button", { name: "Send" }).click();
  await expect(page.getByText("Your appeal is sent.")).toBeVisible();
  await rejected.getByRole("button", { name: "Appeal Letters" }).click();
  await dialog.getByLabel("Your reasons").fill("Once more.");
  await dialog.getByRole("button", { name: "Send" }).click();
  await expect(dialog.getByText("You have appealed against this rejection already.")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(rejected.getByRole("button", { name: "Appeal Letters" })).toBeFocused();

  await page.getByLabel("Show").selectOption("Accepted");
  await expect(page).toHaveURL(/status=ACCEPTED/);
  await expect(rejected).toBeHidden();
  await expect(page.getByRole("link", { name: /See the answers Letters/ })).toHaveCount(1);
  await page.getByLabel("Show").selectOption("Skipped");
  await expect(page.getByText("You have no such pages.")).toBeVisible();
});

test("earnings show totals, days as bars and as a table, and each line", async ({ page }) => {
  const worker = await server.worker("erna", PASSWORD, SANDBOX);
  const first = await worker.complete(poolId);
  await worker.complete(poolId);
  await requester.call("PATCH", `/assignments/${first}`, { status: "ACCEPTED" });
  await requester.call("POST", "/user-bonuses", {
    user_id: worker.id,
    amount: 2,
    public_title: { EN: "Well done" },
    public_message: { EN: "Thank you" },
  });
  await page.goto(server.page("/earnings", SANDBOX));
  await logIn(page, "erna", PASSWORD);
  const main = page.getByRole("main");
  await expect(main.getByRole("definition").first()).toHaveText("$2.05");
  await expect(main.getByRole("definition").last()).toHaveText("$0.05");
  await expect(main.getByRole("listitem").filter({ hasText: "Well done" })).toContainText("Paid");
  await main.getByText("Show as a table").click();
  await expect(main.getByRole("row")).toHaveCount(15);
  await expect(main.getByRole("row").last()).toContainText("$2.05");
  await expectFit(page);
});

test("messages count as unread until they are seen, and are answered", async ({ page }) => {
  const worker = await server.worker("mia", PASSWORD, SANDBOX);
  await requester.call("POST", "/message-threads/compose", {
    topic: { EN: "News" },
    text: { EN: "New letters on Monday" },
    recipients_select_type: "DIRECT",
    recipients_ids: [worker.id],
    answerable: true,
  });
  await page.goto(server.page("/", SANDBOX));
  await logIn(page, "mia", PASSWORD);
  await page.getByRole("link", { name: "Messages 1 unread message" }).click();
  await expect(page.getByRole("main").getByText("New", { exact: true })).toBeVisible();
  await expect(page.getByRole("link", { name: "Messages", exact: true })).toBeVisible();
  await expectFit(page);
  await page.getByRole("link", { name: /^News/ }).click();
  await page.getByLabel("Your answer").fill("I will be there.");
  await page.getByRole("button", { name: "Send" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "I will be there." })).toContainText("You");
  await expect(page.getByLabel("Your answer")).toHaveValue("");
  await expectFit(page);

  await page.getByRole("link", { name: "Tasks", exact: true }).click();
  await page.getByRole("button", { name: "Ask the requester about Letters" }).click();
  await page.getByLabel("Your message").fill("How long?");
  await page.getByRole("button", { name: "Send" }).click();
  await expect(page.getByRole("heading", { name: "Question: Letters" })).toBeVisible();
});

test("skills are shown with their values", async ({ page }) => {
  const worker = await server.worker("sara", PASSWORD, SANDBOX);
  await page.goto(server.page("/skills", SANDBOX));
  await logIn(page, "sara", PASSWORD);
  await expect(page.getByText("No skills yet")).toBeVisible();
  const skill = await requester.call("POST", "/skills", {
    name: "reading",
    hidden: false,
    public_name: { EN: "Reading" },
  });
  await requester.call("PUT", "/user-skills", { user_id: worker.id, skill_id: skill.id, value: 87 });
  await page.reload();
  await expect(page.getByRole("listitem").filter({ hasText: "Reading" })).toContainText("87 of 100");
  await expectFit(page);
});

test("a place is chosen from the list, or the nearest is taken", async ({ page, context }) => {
  await server.worker("max", PASSWORD, SANDBOX);
  const project = await requester.project({
    public_name: "Pharmacies",
    assignments_issuing_type: "MAP_SELECTOR",
    assignments_issuing_view_config: { title_template: "Pharmacy", description_template: "Open?" },
  });
  const pool = await requester.pool(project, { mixer_config: undefined });
  const places = [
    [52.5, 13.4],
    [48.1, 11.6],
    [53.5, 10],
  ];
  await requester.call(
    "POST",
    "/task-suites",
    places.map(([latitude, longitude]) => ({
      pool_id: pool,
      overlap: 1,
      tasks: [{ input_values: { text: "x" } }],
      latitude,
      longitude,
    })),
  );
  await requester.open("pools", pool);
  await page.goto(server.page("/tasks", SANDBOX));
  await logIn(page, "max", PASSWORD);
  await page.getByRole("link", { name: "Choose a place Pharmacies" }).click();
  await expect(page.getByRole("main").getByRole("listitem")).toHaveCount(3);
  await page.getByRole("button", { name: "Take the nearest to me" }).click();
  await expect(page.getByText("Your location is not available.")).toBeVisible();
  await context.grantPermissions(["geolocation"]);
  await context.setGeolocation({ latitude: 48, longitude: 11.5 });
  await page.getByRole("button", { name: "Show how far it is" }).click();
  await expect(page.getByRole("main").getByRole("listitem").first()).toContainText("48.1000, 11.6000");
  await expect(page.getByRole("main").getByRole("listitem").first()).toContainText("13.4 km away");
  await expectFit(page);
  await page.getByRole("button", { name: "Take Place 3" }).click();
  await expect(page).toHaveURL(/\/assignments\//);
  await page.goBack();
  await page.getByRole("button", { name: "Take the nearest to me" }).click();
  await expect(page).toHaveURL(/\/assignments\//);
  const held = await requester.call("GET", `/assignments?pool_id=${pool}`);
  expect(held.items).toHaveLength(2);
});
