/** Answers that are not handed in yet: kept, whatever the browser, its clock, its storage and its users do. */
import { expect, type Page, test } from "@playwright/test";
import type { Account } from "../account";
import { logIn } from "../pages";
import { Server } from "../server";

const PASSWORD = "correct horse";
const PIXEL =
  "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

const out = (path: string) => ({ type: "data.output", path });
const note = { type: "field.text", label: "Note", data: out("note") };
const options = ["Colour", "Size"].map((key) => ({
  key,
  label: key,
  options: ["one", "two"].map((value) => ({ label: `${key} ${value}`, value })),
}));

let server: Server;
let requester: Account;

test.beforeAll(async () => {
  server = await Server.start();
  requester = await server.requester("Drafts");
});

test.afterAll(() => server.stop());

/** A project of one task on a page, and a worker who has just begun one of its pages. */
async function begin(page: Page, login: string, view: object = note): Promise<string> {
  const project = await requester.project({
    public_name: `Notes of ${login}`,
    public_instructions: "",
    task_spec: {
      input_spec: { text: { type: "string" } },
      output_spec: Object.fromEntries(
        ["note", "quiz", "shapes"].map((name) => [name, { type: "json", required: false }]),
      ),
      view_spec: { type: "tb", config: JSON.stringify({ view }), lock: { core: "1.0.0" } },
    },
  });
  const mixer = { real_tasks_count: 1, golden_tasks_count: 0, training_tasks_count: 0 };
  const poolId = await requester.pool(project, { mixer_config: mixer });
  await requester.tasks(poolId, [{ text: "one" }, { text: "two" }]);
  await requester.open("pools", poolId);
  await server.worker(login, PASSWORD);
  await page.goto(server.page("/"));
  await logIn(page, login, PASSWORD);
  await start(page, login);
  return poolId;
}

async function start(page: Page, login: string): Promise<void> {
  await page.getByRole("button", { name: `Start Notes of ${login}` }).click();
  await expect(page.getByRole("button", { name: "Submit" })).toBeVisible();
}

const written = (page: Page) => page.getByLabel("Note");
const saved = (page: Page) =>
  page.waitForResponse((one) => one.url().endsWith("/draft") && one.request().method() === "PUT");

async function logInAgain(page: Page, login: string): Promise<void> {
  await page.getByLabel("Login").fill(login);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Log in" }).click();
}

async function expectNotes(poolId: string, ...notes: string[]): Promise<void> {
  const { items } = await requester.call("GET", `/assignments?pool_id=${poolId}&status=SUBMITTED`);
  const given = items.flatMap((one) => one.solutions as { output_values: { note: string } }[]);
  expect(given.map(({ output_values }) => output_values.note).sort()).toEqual(notes);
}

test("a browser that keeps nothing: the draft is the server's", async ({ page }) => {
  await page.addInitScript(() => {
    const refuse = () => {
      throw new DOMException("The storage is not for you", "SecurityError");
    };
    Object.defineProperty(window, "localStorage", { get: refuse });
  });
  const poolId = await begin(page, "petra");
  const kept = saved(page);
  await written(page).fill("kept");
  await kept;
  await page.reload();
  await expect(written(page)).toHaveValue("kept");
  await written(page).fill("kept, and more");
  await page.goto(server.page("/history")); // before it was its time to be saved
  await expect(page.getByRole("heading", { name: "History", level: 1 })).toBeVisible();
  await page.goBack();
  await expect(written(page)).toHaveValue("kept, and more");
  await page.getByRole("button", { name: "Submit" }).click();
  await expect(written(page)).toHaveValue("");
  await expectNotes(poolId, "kept, and more");
});

test("a storage that is full: no older answer passes for the last one", async ({ page }) => {
  const poolId = await begin(page, "fred");
  const first = saved(page);
  await written(page).fill("first");
  await first;
  await page.evaluate(() => {
    for (let size = 1_000_000; size >= 1; size = Math.floor(size / 2)) {
      try {
        for (let at = 0; ; at += 1) localStorage.setItem(`junk-${size}-${at}`, "x".repeat(size));
      } catch {
        // No room for another one of this size.
      }
    }
  });
  const last = "the last of many ".repeat(100);
  const second = saved(page);
  await written(page).fill(last);
  await second;
  await page.reload();
  await expect(written(page)).toHaveValue(last);
  await page.getByRole("button", { name: "Submit" }).click();
  await expect(written(page)).toHaveValue("");
  await expectNotes(poolId, last);
});

test("another worker in the same browser sees nothing of the first one's, who finds it again", async ({
  page,
  context,
}) => {
  await begin(page, "anna");
  const address = page.url();
  await page.route("**/draft", (route) => route.abort()); // so that it is in the browser alone
  await written(page).fill("Anna's secret");
  await expect.poll(() => page.evaluate(() => JSON.stringify(localStorage))).toContain("Anna's secret");
  await context.clearCookies();
  await server.worker("bert", PASSWORD);
  await page.reload();
  await logInAgain(page, "bert");
  await expect(page.getByRole("link", { name: "To the tasks" })).toBeVisible();
  await expect(written(page)).toHaveCount(0);
  await page.getByRole("link", { name: "To the tasks" }).click();
  await start(page, "anna"); // the other page of her pool
  expect(page.url()).not.toBe(address);
  await expect(written(page)).toHaveValue("");
  await context.clearCookies();
  await page.goto(address);
  await logInAgain(page, "anna");
  await expect(written(page)).toHaveValue("Anna's secret");
});

test("a session that ends while somebody else comes: they begin at the list", async ({ page, context }) => {
  await begin(page, "carl");
  await written(page).fill("Carl's");
  await server.worker("dora", PASSWORD);
  await context.clearCookies();
  await written(page).fill("Carl's own");
  await expect(page.getByText("Your session has ended")).toBeVisible();
  await logInAgain(page, "dora");
  await expect(page).toHaveURL(server.page("/"));
  await expect(page.getByText("Carl's own")).toHaveCount(0);
});

test("a session that ends while somebody writes: they go on where they were, without a storage too", async ({
  page,
  context,
}) => {
  await page.addInitScript(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
  });
  const poolId = await begin(page, "emil");
  await context.clearCookies();
  await written(page).fill("written after the session ended");
  await expect(page.getByText("Your session has ended")).toBeVisible();
  await logInAgain(page, "emil");
  await expect(written(page)).toHaveValue("written after the session ended");
  await page.getByRole("button", { name: "Submit" }).click();
  await expect(written(page)).toHaveValue("");
  await expectNotes(poolId, "written after the session ended");
});

test("whoever logs out leaves no draft in the browser that the server has", async ({ page }) => {
  await begin(page, "olga");
  const kept = saved(page);
  await written(page).fill("Olga's");
  await kept;
  await page.goto(server.page("/profile"));
  await page.getByRole("button", { name: "Log out" }).click();
  await expect(page.getByLabel("Login")).toBeVisible();
  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain("Olga");
});

for (const hours of [-7, 7]) {
  test(`a clock that is ${hours} hours wrong, and is put right meanwhile`, async ({ page }) => {
    await page.addInitScript((wrong) => {
      const { now } = Date;
      Object.assign(window, { wrong: wrong * 3_600_000 });
      Date.now = () => now() + (window as unknown as { wrong: number }).wrong;
    }, hours);
    const poolId = await begin(page, `clock${hours}`);
    await expect(page.getByRole("timer")).toHaveText(/^(10:00|9:5\d)$/);
    await written(page).fill("in time");
    await page.reload();
    await expect(page.getByRole("timer")).toHaveText(/^9:[45]\d$/);
    await expect(written(page)).toHaveValue("in time");
    const asked = page.waitForResponse((one) => /\/assignments\/[\w-]+$/.test(one.url()));
    await page.evaluate(() => Object.assign(window, { wrong: 24 * 3_600_000 })); // put forward
    await asked;
    await expect(page.getByRole("timer")).toHaveText(/^9:[345]\d$/);
    await page.getByRole("button", { name: "Submit" }).click();
    await expect(written(page)).toHaveValue("");
    await expectNotes(poolId, "in time");
  });
}

test("what is half done is half done after a reload: a quiz, a polygon", async ({ page }) => {
  const quiz = { type: "field.quiz", label: "Quiz", data: out("quiz"), options };
  const outline = {
    type: "field.image-annotation",
    label: "Outline",
    image: PIXEL,
    ratio: [2, 1],
    shapes: { polygon: true },
    data: out("shapes"),
  };
  const poolId = await begin(page, "hal", { type: "view.list", items: [quiz, outline] });
  await page.getByRole("radio", { name: "Colour two" }).check();
  const stage = page.getByRole("application");
  await expect(stage.locator("img, image").first()).toBeVisible();
  const box = await stage.boundingBox();
  const press = async (x: number, y: number) => {
    await stage.click({ position: { x: (box?.width ?? 0) * x, y: (box?.height ?? 0) * y } });
  };
  await press(0.2, 0.3);
  await press(0.6, 0.3);
  await page.reload();
  await expect(page.getByRole("radio", { name: "Colour two" })).toBeChecked();
  await press(0.4, 0.7);
  await page.getByRole("button", { name: "Finish" }).click();
  await page.getByRole("radio", { name: "Size one" }).check();
  await page.getByRole("button", { name: "Submit" }).click();
  await expect(page.getByRole("radio", { name: "Colour two" })).not.toBeChecked();
  const { items } = await requester.call("GET", `/assignments?pool_id=${poolId}&status=SUBMITTED`);
  const [solution] = items.flatMap((one) => one.solutions as { output_values: Record<string, unknown> }[]);
  expect(solution?.output_values.quiz).toEqual({ Colour: "two", Size: "one" });
  const shapes = (solution?.output_values.shapes ?? []) as { points: object[] }[];
  expect(shapes.map(({ points }) => points.length)).toEqual([3]);
});
