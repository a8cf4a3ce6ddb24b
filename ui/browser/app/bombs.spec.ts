/** Interfaces that ask for too much: the page says so in their place, and can be worked on. */
import { expect, type Page, test } from "@playwright/test";
import type { Account } from "../account";
import { logIn } from "../pages";
import { Server } from "../server";

const PASSWORD = "correct horse";
/** What people would call frozen. */
const PATIENCE = 15_000;

const out = (path: string) => ({ type: "data.output", path });
const list = (...items: object[]) => ({ type: "view.list", items });
const note = { type: "field.text", label: "Note", data: out("note") };

let server: Server;
let requester: Account;

test.beforeAll(async () => {
  server = await Server.start();
  requester = await server.requester("Bombs");
});

test.afterAll(() => server.stop());

async function begin(page: Page, login: string, config: object, input: object = {}): Promise<string> {
  const project = await requester.project({
    public_name: `Work of ${login}`,
    public_instructions: "",
    task_spec: {
      input_spec: { items: { type: "json", required: false } },
      output_spec: { note: { type: "json", required: false }, code: { type: "json", required: false } },
      view_spec: { type: "tb", config: JSON.stringify(config), lock: { core: "1.0.0" } },
    },
  });
  const poolId = await requester.pool(project);
  await requester.tasks(poolId, [input, input]);
  await requester.open("pools", poolId);
  await server.worker(login, PASSWORD);
  await page.goto(server.page("/"));
  await logIn(page, login, PASSWORD);
  await page.getByRole("button", { name: `Start Work of ${login}` }).click();
  await expect(page.getByLabel("Note")).toHaveCount(2, { timeout: PATIENCE });
  return poolId;
}

async function handIn(page: Page, poolId: string): Promise<void> {
  for (const field of await page.getByLabel("Note").all()) await field.fill("done", { timeout: PATIENCE });
  await page.getByRole("button", { name: "Submit" }).click();
  await expect(page.getByRole("heading", { name: "Handed in" })).toBeVisible({ timeout: PATIENCE });
  const { items } = await requester.call("GET", `/assignments?pool_id=${poolId}&status=SUBMITTED`);
  expect(items).toHaveLength(1);
}

test("references that multiply, and components in each other ten thousand deep", async ({ page }) => {
  const vars: Record<string, object> = { v0: { type: "view.text", content: "boom" } };
  for (let level = 1; level <= 60; level += 1) {
    vars[`v${level}`] = list({ $ref: `vars.v${level - 1}` }, { $ref: `vars.v${level - 1}` });
  }
  // Deeper than a server takes an interface for JSON, if it were written so: the depth comes from references.
  for (let level = 0; level < 2_000; level += 1) {
    const next = level === 1_999 ? "v0" : `d${level + 1}`;
    vars[`d${level}`] = { type: "view.group", content: { $ref: `vars.${next}` } };
  }
  const poolId = await begin(page, "rob", {
    view: list({ $ref: "vars.v60" }, { $ref: "vars.d0" }, note),
    vars,
  });
  await expect(page.getByText("its references multiply to too many parts").first()).toBeVisible();
  await expect(page.getByText("it is nested too deeply").first()).toBeVisible();
  await handIn(page, poolId);
});

test("helpers whose data grows, and lists of more than a page can have", async ({ page }) => {
  const items = { type: "data.input", path: "items" };
  const index = { type: "data.local", path: "index" };
  const each = (into: object) => ({ type: "helper.transform", items, into });
  const texts = each({ type: "view.text", content: { type: "helper.join", items: ["item ", index] } });
  const vars: Record<string, object> = { v0: { type: "helper.join", items: each(index) } };
  for (let level = 1; level <= 12; level += 1) {
    const half = { $ref: `vars.v${level - 1}` };
    vars[`v${level}`] = { type: "helper.join", items: [half, half] };
  }
  const deep = {
    type: "helper.length",
    data: each({ type: "helper.length", data: each({ type: "helper.length", data: each(index) }) }),
  };
  const config = {
    view: list(
      { type: "view.text", content: { $ref: "vars.v12" } },
      { type: "view.text", content: deep },
      list({ type: "view.group", content: list(each(texts)) }),
      note,
    ),
    vars,
  };
  const poolId = await begin(page, "gus", config, {
    items: Array.from({ length: 300 }, (_, place) => place),
  });
  await expect(
    page.getByText("it makes a text or a list of more than 1,000,000 parts").first(),
  ).toBeVisible();
  await expect(page.getByText("working it out takes too long").first()).toBeVisible();
  await handIn(page, poolId);
});

test("a pattern that takes for ever says so, and a short answer fits", async ({ page }) => {
  const code = {
    type: "field.text",
    label: "Code",
    data: out("code"),
    validation: { type: "condition.schema", schema: { type: "string", pattern: "^(a+)+$" } },
  };
  const poolId = await begin(page, "pat", { view: list(code, note) });
  const first = page.getByLabel("Code").first();
  await first.fill(`${"a".repeat(30)}!`, { timeout: PATIENCE });
  await expect(page.getByText("the pattern ^(a+)+$ takes too long on this text")).toBeVisible();
  await page.getByRole("button", { name: "Submit" }).click();
  await expect(page.getByRole("heading", { name: "Handed in" })).toBeHidden();
  for (const field of await page.getByLabel("Code").all()) await field.fill("aaa");
  await handIn(page, poolId);
});
