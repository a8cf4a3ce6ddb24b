/** Large files on their way to a real server, whatever happens meanwhile: what is stored is the file, to the byte. */
import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { type BrowserContext, expect, type Page, type Route, test } from "@playwright/test";
import type { Account, Answer } from "../account";
import { logIn } from "../pages";
import { Server } from "../server";

const PASSWORD = "correct horse";
const MiB = 1024 * 1024;

const VIEW = {
  type: "view.list",
  items: [
    {
      type: "field.media-file",
      label: "A film of it",
      accept: { photo: false, video: false, gallery: false, fileSystem: true },
      multiple: true,
      data: { type: "data.output", path: "films" },
      validation: { type: "condition.required" },
    },
    { type: "field.text", label: "Note", data: { type: "data.output", path: "note" } },
  ],
};

let server: Server;
let requester: Account;
let folder: string;

test.describe.configure({ timeout: 120_000 });

test.beforeAll(async () => {
  server = await Server.start();
  requester = await server.requester("Films");
  folder = await mkdtemp(join(tmpdir(), "talka-films-"));
});

test.afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

interface Film {
  readonly path: string;
  readonly name: string;
  readonly sum: string;
}

async function film(name: string, size: number): Promise<Film> {
  const bytes = randomBytes(size);
  const path = join(folder, name);
  await writeFile(path, bytes);
  return { path, name, sum: sumOf(bytes) };
}

const sumOf = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** A page of one task, begun by a new worker who is logged in by the cookie of a browser. */
async function begin(page: Page, login: string): Promise<string> {
  const project = await requester.project({
    public_name: `Films of ${login}`,
    public_instructions: "",
    task_spec: {
      input_spec: { text: { type: "string" } },
      output_spec: { films: { type: "array_file" }, note: { type: "string", required: false } },
      view_spec: { type: "tb", config: JSON.stringify({ view: VIEW }), lock: { core: "1.0.0" } },
    },
  });
  const mixer = { real_tasks_count: 1, golden_tasks_count: 0, training_tasks_count: 0 };
  const poolId = await requester.pool(project, { mixer_config: mixer });
  await requester.tasks(poolId, [{ text: login }]);
  await requester.open("pools", poolId);
  await server.worker(login, PASSWORD);
  await page.goto(server.page("/"));
  await logIn(page, login, PASSWORD);
  await page.getByRole("button", { name: `Start Films of ${login}` }).click();
  await expect(page.getByLabel("Note")).toBeVisible();
  return poolId;
}

const pick = (page: Page, ...films: Film[]) =>
  page.locator("input[type=file]").setInputFiles(films.map(({ path }) => path));
const stored = (page: Page) => page.locator(".tb-file[data-id]");
const share = (page: Page) => page.locator(".tb-file progress").getAttribute("value").then(Number);
const submit = (page: Page) => page.getByRole("button", { name: "Submit" }).click();

/** Let parts through until so many have passed; the next ones wait until they are let go, well or badly. */
class Gate {
  readonly offsets: number[] = [];
  readonly #held: Route[] = [];
  #isOpen = false;

  static async across(context: BrowserContext, parts: number): Promise<Gate> {
    const gate = new Gate();
    await context.route("**/uploads/*", async (route) => {
      const request = route.request();
      if (request.method() !== "PATCH") return route.continue();
      gate.offsets.push(Number(request.headers()["upload-offset"]));
      if (gate.#isOpen || gate.offsets.length <= parts) return route.continue();
      gate.#held.push(route);
    });
    return gate;
  }

  /** Resolves when a part waits. */
  async closed(): Promise<void> {
    await expect.poll(() => this.#held.length).toBeGreaterThan(0);
  }

  async open(how: "continue" | "abort" = "continue"): Promise<void> {
    this.#isOpen = true;
    for (const route of this.#held) await route[how]().catch(() => {}); // its page may be gone
  }
}

/** What was handed in is these films, whole. */
async function expectHandedIn(page: Page, poolId: string, ...films: Film[]): Promise<void> {
  await expect(page.getByRole("heading", { name: "Handed in" })).toBeVisible({ timeout: 40_000 });
  const { items } = await requester.call("GET", `/assignments?pool_id=${poolId}&status=SUBMITTED`);
  const solutions = items.flatMap((one) => one.solutions as Answer[]);
  const ids = solutions.flatMap((one) => (one.output_values as { films: string[] }).films);
  const sums = await Promise.all(
    ids.map(async (id) => {
      const answer = await fetch(server.page(`/api/v1/attachments/${id}/download`), {
        headers: { Authorization: `OAuth ${requester.id}` },
      });
      return sumOf(new Uint8Array(await answer.arrayBuffer()));
    }),
  );
  expect(sums).toEqual(films.map(({ sum }) => sum));
}

test("a submit says what it waits for, and the worker may stop waiting; nothing is lost", async ({
  page,
  context,
}) => {
  const poolId = await begin(page, "wanda");
  const films = [await film("one.webm", 6 * MiB), await film("two.webm", 5 * MiB)];
  const gate = await Gate.across(context, 2);
  await pick(page, ...films);
  await gate.closed();
  await submit(page);
  await expect(page.getByText("2 files are still being sent", { exact: false }).last()).toBeVisible();
  await expect(page.getByRole("progressbar", { name: "still being sent" })).toBeVisible();
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const { violations } = await new AxeBuilder({ page }).include(".work-foot").analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
  }
  await page.getByRole("button", { name: "Do not wait" }).click();
  await expect(page.getByRole("button", { name: "Do not wait" })).toBeHidden();
  await page.getByLabel("Note").fill("changed my mind");
  await submit(page);
  await expect(page.getByRole("button", { name: "Do not wait" })).toBeVisible();
  await gate.open();
  await expectHandedIn(page, poolId, ...films);
  const { items } = await requester.call("GET", `/assignments?pool_id=${poolId}`);
  expect(JSON.stringify(items)).toContain("changed my mind");
});

test("a file that fails while a submit waits for it is told, and nothing is handed in", async ({
  page,
  context,
}) => {
  const poolId = await begin(page, "fay");
  const one = await film("refused.webm", 5 * MiB);
  const gate = await Gate.across(context, 1);
  await pick(page, one);
  await gate.closed();
  await submit(page);
  await expect(page.getByText("One file is still being sent", { exact: false }).last()).toBeVisible();
  await context.unrouteAll();
  await context.route("**/uploads/*", (route) =>
    route.fulfill({ status: 400, json: { code: "VALIDATION_ERROR", message: "No", request_id: "r" } }),
  );
  await gate.open("abort");
  await expect(page.getByRole("button", { name: "Upload refused.webm again" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Do not wait" })).toBeHidden();
  await context.unrouteAll();
  await page.getByRole("button", { name: "Upload refused.webm again" }).click();
  await expect(stored(page)).toHaveCount(1);
  await submit(page);
  await expectHandedIn(page, poolId, one);
});

test("the network is cut in the middle: it goes on where it was, with its progress", async ({
  page,
  context,
}) => {
  const poolId = await begin(page, "nora");
  const one = await film("cut.webm", 9 * MiB);
  const gate = await Gate.across(context, 3);
  await pick(page, one);
  await gate.closed();
  const before = await share(page);
  expect(before).toBeGreaterThan(0.2);
  expect(before).toBeLessThan(0.6);
  await context.setOffline(true);
  await gate.open("abort");
  await expect(page.getByText("no network", { exact: false }).first()).toBeVisible();
  expect(await share(page)).toBe(before);
  await context.setOffline(false);
  await expect(stored(page)).toHaveCount(1, { timeout: 30_000 });
  expect(gate.offsets.filter((offset) => offset === 0)).toHaveLength(1);
  await submit(page);
  await expectHandedIn(page, poolId, one);
});

test("the server is killed in the middle and comes back: the file is whole", async ({ page, context }) => {
  const poolId = await begin(page, "kim");
  const one = await film("killed.webm", 9 * MiB);
  const gate = await Gate.across(context, 3);
  await pick(page, one);
  await gate.closed();
  await server.kill();
  await gate.open();
  await page.getByLabel("Note").fill("kept");
  await server.up();
  await expect(stored(page)).toHaveCount(1, { timeout: 45_000 });
  expect(gate.offsets.filter((offset) => offset === 0)).toHaveLength(1);
  await submit(page);
  await expectHandedIn(page, poolId, one);
});

test("a reload in the middle is asked about; the same file, picked again, goes on where it was", async ({
  page,
  context,
}) => {
  const poolId = await begin(page, "rita");
  const [done, half] = [await film("done.webm", 5 * MiB), await film("half.webm", 9 * MiB)];
  await pick(page, done);
  await expect(stored(page)).toHaveCount(1);
  const gate = await Gate.across(context, 3);
  await pick(page, half);
  await gate.closed();
  let asked = "";
  page.once("dialog", async (dialog) => {
    asked = dialog.type();
    await dialog.accept();
  });
  await page.reload();
  expect(asked).toBe("beforeunload");
  await gate.open("abort");
  await expect(page.getByText("done.webm")).toBeVisible();
  await expect(stored(page)).toHaveCount(1);
  gate.offsets.length = 0;
  await pick(page, half);
  await expect(stored(page)).toHaveCount(2);
  expect(gate.offsets[0]).toBeGreaterThan(2 * MiB);
  await submit(page);
  await expectHandedIn(page, poolId, done, half);
});
