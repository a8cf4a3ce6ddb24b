/** Requesters' own interfaces in the app of a real server: drafts, files, hints, refusals, and who has the keyboard. */
import { type Browser, expect, type FrameLocator, type Page, test } from "@playwright/test";
import type { Account } from "../account";
import { expectFit, logIn } from "../pages";
import { Server } from "../server";

const PASSWORD = "correct horse";
const HANDLEBARS = { script_urls: ["$TOLOKA_ASSETS/js/toloka-handlebars-templates.js"] };

let server: Server;
let requester: Account;

test.beforeAll(async () => {
  server = await Server.start();
  requester = await server.requester("Library");
});

test.afterAll(() => server.stop());

interface Interface {
  markup: string;
  script?: string;
  output: object;
  /** Of a page. */
  tasks?: number;
}

/** A project with this interface, whose pool is open for two pages; its name goes into their headings. */
async function project(name: string, { markup, script, output, tasks = 2 }: Interface) {
  const projectId = await requester.project({
    public_name: name,
    public_instructions: "",
    task_spec: {
      input_spec: { text: { type: "string", required: true } },
      output_spec: output,
      view_spec: { type: "classic", markup, assets: HANDLEBARS, ...(script === undefined ? {} : { script }) },
    },
  });
  const poolId = await requester.pool(projectId, {
    mixer_config: {
      real_tasks_count: tasks,
      golden_tasks_count: 0,
      training_tasks_count: 0,
      mix_tasks_in_creation_order: true,
      shuffle_tasks_in_task_suite: false,
    },
  });
  const inputs = Array.from({ length: tasks * 2 }, (_, place) => ({ text: `Text ${place}` }));
  await requester.tasks(poolId, inputs);
  await requester.open("pools", poolId);
  return { projectId, poolId };
}

/** A worker of this name, at work on a page of the project. */
async function begin(
  browser: Browser,
  login: string,
  name: string,
): Promise<{ page: Page; frame: FrameLocator }> {
  await server.worker(login, PASSWORD);
  const page = await (await browser.newContext()).newPage();
  await page.goto(server.page("/"));
  await logIn(page, login, PASSWORD);
  await page.getByRole("button", { name: `Start ${name}` }).click();
  await expect(page).toHaveURL(/\/assignments\//);
  const frame = page.frameLocator("iframe");
  await expect(frame.locator(".task").first()).toBeVisible();
  return { page, frame };
}

const FORM = `<p>{{text}}</p>
  {{field type="radio" name="result" value="good" label="Good" hotkey="1"}}
  {{field type="radio" name="result" value="bad" label="Bad" hotkey="2"}}
  {{field type="input" name="code" placeholder="Code"}}
  {{field type="file" name="proof" sources="FILE_MANAGER" fileType="ANY" label="Proof"}}`;
const OUTPUT = {
  result: { type: "string", required: true, allowed_values: ["good", "bad"] },
  // A browser cannot read this pattern, so that it is the server that refuses.
  code: { type: "string", required: false, pattern: "(?i)a+" },
  proof: { type: "file", required: false },
};

test("answers survive a reload, are refused at their fields, and arrive with their files", async ({
  browser,
}) => {
  const { poolId } = await project("Forms", { markup: FORM, output: OUTPUT });
  const { page, frame } = await begin(browser, "fiona", "Forms");
  const first = frame.locator(".task").nth(0);
  const second = frame.locator(".task").nth(1);
  await first.getByLabel("Good").check();
  await first.getByPlaceholder("Code").fill("bbb");
  const buffer = Buffer.from("proof");
  await first
    .locator("input[type=file]")
    .setInputFiles({ name: "proof.txt", mimeType: "text/plain", buffer });
  await expect(first.locator("[data-state=done]")).toContainText("proof.txt");
  await page.waitForTimeout(300);
  await page.reload();
  await expect(first.getByLabel("Good")).toBeChecked();
  await expect(first.getByPlaceholder("Code")).toHaveValue("bbb");
  await expect(first.locator("[data-state=done]")).toHaveCount(1);

  // What is missing has the keyboard, though the button that asked for it is the app's.
  await page.getByRole("button", { name: "Submit" }).click();
  await expect(second.getByRole("alert")).toHaveText("Fill this in");
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe("IFRAME");
  await expect(second.getByLabel("Good")).toBeFocused();
  await page.keyboard.press("2");
  await expect(second.getByLabel("Bad")).toBeChecked();
  await expectFit(page);

  await page.getByRole("button", { name: "Submit" }).click();
  const refused = first.locator(".field:has(input[placeholder=Code])");
  await expect(refused.getByRole("alert")).not.toBeEmpty();
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe("IFRAME");
  await expect(first.getByPlaceholder("Code")).toBeFocused();
  await page.keyboard.press("Control+A");
  await page.keyboard.type("AAA");
  await expect(refused.getByRole("alert")).toHaveCount(0);
  await page.getByRole("button", { name: "Submit" }).click();
  await expect(first.getByText("Text 2")).toBeVisible();
  await expect(first.getByLabel("Good")).not.toBeChecked();

  const { items } = await requester.call("GET", `/assignments?pool_id=${poolId}&status=SUBMITTED`);
  const solutions = (items[0]?.solutions ?? []) as Array<{ output_values: Record<string, unknown> }>;
  expect(solutions.map(({ output_values }) => output_values)).toEqual([
    { result: "good", code: "AAA", proof: expect.any(String) },
    { result: "bad" },
  ]);
  const proof = await requester.call("GET", `/attachments/${solutions[0]?.output_values.proof}`);
  expect(proof).toMatchObject({ name: "proof.txt", details: { assignment_id: items[0]?.id } });

  await page.goto(server.page("/history"));
  await page.getByRole("link", { name: /Forms/ }).last().click();
  await expect(first.getByLabel("Good")).toBeChecked();
  await expect(first.getByLabel("Good")).toBeDisabled();
  await expectFit(page);
});

test("hints of a training stand above their tasks until they are right", async ({ browser }) => {
  const { projectId } = await project("Lessons", { markup: FORM, output: OUTPUT });
  const trainingId = await requester.training(projectId, {
    training_tasks_in_task_suite_count: 2,
    task_suites_required_to_pass: 1,
  });
  for (const text of ["Lesson 1", "Lesson 2"]) {
    await requester.tasks(trainingId, [{ text }], {
      known_solutions: [{ output_values: { result: "good" } }],
      message_on_unknown_solution: `Read again:\n${text} is good`,
      infinite_overlap: true,
    });
  }
  await requester.open("trainings", trainingId);
  const poolId = await requester.pool(projectId, {
    mixer_config: { real_tasks_count: 2, golden_tasks_count: 0, training_tasks_count: 0 },
    quality_control: {
      training_requirement: { training_pool_id: trainingId, training_passing_skill_value: 30 },
      configs: [],
    },
  });
  await requester.tasks(poolId, [{ text: "Work" }]);
  await requester.open("pools", poolId);
  await server.worker("lena", PASSWORD);
  const page = await (await browser.newContext()).newPage();
  await page.goto(server.page("/"));
  await logIn(page, "lena", PASSWORD);
  await page
    .getByRole("listitem")
    .filter({ hasText: "Training" })
    .getByRole("button", { name: /^Start/ })
    .first()
    .click();
  const frame = page.frameLocator("iframe");
  const tasks = frame.locator(".task");
  await expect(tasks).toHaveCount(2);
  await tasks.nth(0).getByLabel("Good").check();
  await tasks.nth(1).getByLabel("Bad").check();
  await page.getByRole("button", { name: "Submit" }).click();
  const hint = tasks.nth(1).getByRole("alert");
  await expect(hint).toContainText("Read again:");
  await expect(hint.locator("p")).toHaveCSS("white-space", /pre-line/);
  await expect(tasks.nth(0).getByRole("alert")).toHaveCount(0);
  await expect(page.getByText("One task is not right yet")).toBeVisible();
  await expectFit(page);
  await page.reload();
  await expect(hint).toContainText("is good");
  await tasks.nth(1).getByLabel("Good").check();
  await expect(hint).toBeVisible();
  await page.getByRole("button", { name: "Submit" }).click();
  await expect(page.getByText("One task is not right yet")).toHaveCount(0);
});

test("the keyboard goes in, through and out; a frame that takes it from a dialog is stopped", async ({
  browser,
}) => {
  // It takes the focus as often as it can, and with it the keys.
  const script = `window.grab = function () { setInterval(function () { window.focus(); document.querySelector("input").focus(); }, 10); };`;
  const markup =
    '{{field type="input" name="result" placeholder="Word"}}<button type="button" onclick="grab()">Grab</button>';
  await project("Keys", {
    markup,
    script,
    output: { result: { type: "string", required: false } },
    tasks: 1,
  });
  const { page, frame } = await begin(browser, "karl", "Keys");
  await page.getByRole("button", { name: "Write to the requester" }).focus();
  const places: string[] = [];
  for (let step = 0; step < 8 && !places.includes("Submit"); step += 1) {
    await page.keyboard.press("Tab");
    const outside = await page.evaluate(() =>
      document.activeElement?.tagName === "IFRAME" ? null : document.activeElement?.textContent,
    );
    const inside = () => frame.locator("body").evaluate(() => document.activeElement?.tagName ?? "");
    places.push(outside ?? (await inside()));
  }
  expect(places.filter((one) => ["INPUT", "BUTTON", "Skip", "Exit", "Submit"].includes(one))).toEqual([
    ...["INPUT", "BUTTON", "Skip", "Exit", "Submit"],
  ]);
  for (let step = 0; step < 3; step += 1) await page.keyboard.press("Shift+Tab");
  await expect(frame.getByRole("button", { name: "Grab" })).toBeFocused();

  await frame.getByRole("button", { name: "Grab" }).click();
  await page.getByRole("button", { name: "Write to the requester" }).click();
  const dialog = page.getByRole("dialog");
  await expect(page.locator(".classic-suite__bar_trouble")).toContainText("was stopped");
  await dialog.getByRole("textbox").click();
  await page.keyboard.type("private words", { delay: 20 });
  await expect(dialog.getByRole("textbox")).toHaveValue("private words");
  await expect(page.locator("iframe")).toHaveCount(0);
});

test("files of another worker stay theirs, whatever an interface knows of them", async ({ browser }) => {
  const { poolId } = await project("Files", { markup: FORM, output: OUTPUT, tasks: 1 });
  const other = await begin(browser, "olga", "Files");
  const buffer = Buffer.from("GIF89a");
  await other.frame
    .locator("input[type=file]")
    .setInputFiles({ name: "mine.gif", mimeType: "image/gif", buffer });
  await expect(other.frame.locator("[data-state=done]")).toBeVisible();
  await other.frame.getByLabel("Good").check();
  await other.page.getByRole("button", { name: "Submit" }).click();
  const submitted = () => requester.call("GET", `/assignments?pool_id=${poolId}&status=SUBMITTED`);
  await expect.poll(async () => (await submitted()).items.length).toBe(1);
  const solutions = (await submitted()).items[0]?.solutions as Array<{ output_values: { proof: string } }>;
  const { page, frame } = await begin(browser, "ivan", "Files");
  const asked = frame.locator("body").evaluate(
    (_, id) =>
      window.talkaFrame?.files.urlOf(id).then(
        () => "told",
        () => "refused",
      ),
    solutions[0]?.output_values.proof ?? "",
  );
  expect(await asked).toBe("refused");
  await page.close();
});
