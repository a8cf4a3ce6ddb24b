/** What has to hold of samples and is the server's part: what reaches a page, what counts, what is stored. */
import type { Page } from "@playwright/test";
import type { Answer } from "../account";
import { HAS_SAMPLES, NO_SAMPLES, radio, type Sample, sampleOf } from "../samples/sample";
import { choices } from "../samples/users/choices";
import { media, PIXEL } from "../samples/users/media";
import { Desk, mixed, projectOf, requiring } from "./desk";
import { expect, type Platform, test } from "./platform";

test.skip(!HAS_SAMPLES, NO_SAMPLES);

const submit = (page: Page) => page.getByRole("button", { name: "Submit" });
const tasks = (page: Page) => page.locator("[data-task]");

/** All that the worker's API tells this page. */
function heardBy(page: Page, { server }: Platform): Promise<string>[] {
  const heard: Promise<string>[] = [];
  page.on("response", (response) => {
    if (response.url().startsWith(server.page("/api/worker/"))) heard.push(response.text().catch(() => ""));
  });
  return heard;
}

async function start(page: Page, { server }: Platform, name: string, words = "Start"): Promise<void> {
  await page.goto(server.page("/"));
  await page.getByRole("button", { name: `${words} ${name}` }).click();
  await page.getByRole("dialog", { name: "Instructions" }).getByRole("button", { name: "Close" }).click();
}

const upload = ({ requester }: Platform, poolId: string, all: Sample["tasks"], more: object) =>
  requester.call(
    "POST",
    "/tasks",
    all.map((one) => ({ pool_id: poolId, ...one, ...more })),
  );

test("16: an input that is hidden never reaches the page", async ({ page, platform }) => {
  const { requester } = platform;
  const [sample, secret] = [sampleOf("16"), "question-17"];
  const pool = await requester.pool(await projectOf(platform, sample, "hidden"), { mixer_config: mixed(1) });
  const input = { ...sample.tasks[0]?.input_values, question_id: secret };
  await requester.tasks(pool, [input]);
  await requester.open("pools", pool);
  const heard = heardBy(page, platform);
  await start(page, platform, "hidden");
  await radio(page, "No").check();
  await submit(page).click();
  await expect(page.getByRole("heading", { name: "Handed in" })).toBeVisible();
  const told = (await Promise.all(heard)).join("\n");
  expect(told).toContain("The lake froze in January");
  expect(told).not.toContain(secret);
  expect(told).not.toContain("question_id");
  const { items } = await requester.call("GET", `/assignments?pool_id=${pool}`);
  const given = items.flatMap((one) => one.tasks as Answer[]);
  expect(given.map((one) => one.input_values)).toEqual([input]);
});

test("25: in a main pool neither hint nor answer reaches the page", async ({ page, platform }) => {
  const { requester } = platform;
  const sample = sampleOf("25");
  const project = await projectOf(platform, sample, "control tasks");
  const pool = await requester.pool(project, { mixer_config: mixed(1, 2) });
  const real = { input_values: { review: "It is blue." } };
  const control = sample.tasks.map(({ input_values, known_solutions }) => ({
    input_values,
    known_solutions,
  }));
  await upload(platform, pool, [real, ...control] as Sample["tasks"], { overlap: 1 });
  await requester.open("pools", pool);
  const heard = heardBy(page, platform);
  await start(page, platform, "control tasks");
  await expect(tasks(page)).toHaveCount(3);
  for (const index of [0, 1, 2]) await radioIn(page, index, "Positive").click();
  await submit(page).click();
  await expect(page.getByRole("heading", { name: "Handed in" })).toBeVisible();
  const told = (await Promise.all(heard)).join("\n");
  expect(told).toContain("Arrived broken");
  for (const kept of ["known_solutions", "message_on_unknown", "correctness", 'hint":"']) {
    expect(told).not.toContain(kept);
  }
});

const radioIn = (page: Page, index: number, name: string) =>
  tasks(page).nth(index).getByRole("radio", { name });

test("25: a training's hint stands above its task, the page stays, and the first answers count", async ({
  page,
  platform,
}) => {
  const { requester, worker } = platform;
  const sample = sampleOf("25");
  const project = await projectOf(platform, sample, "reviews");
  const training = await requester.training(project);
  await upload(platform, training, sample.tasks, { infinite_overlap: true });
  await requester.open("trainings", training);
  const pools = await Promise.all([51, 50].map((value) => poolAfter(platform, project, training, value)));
  const heard = heardBy(page, platform);
  await start(page, platform, "reviews", "Start the training");
  await expect(tasks(page)).toHaveCount(2);
  for (const index of [0, 1]) await radioIn(page, index, "Positive").click();
  const hint = sample.tasks[0]?.message_on_unknown_solution ?? "";
  expect((await Promise.all(heard)).join("\n")).not.toContain(hint);
  const address = page.url();
  await submit(page).click();
  const wrong = tasks(page).filter({ hasText: "Arrived broken" });
  const block = wrong.getByRole("alert").filter({ hasText: hint });
  await expect(block).toBeVisible();
  await expect(page.locator(".tb-mistake")).toHaveCount(1);
  const top = (await wrong.getByText("Arrived broken").boundingBox())?.y ?? 0;
  expect((await block.boundingBox())?.y).toBeLessThan(top);
  expect(page.url()).toBe(address);
  await wrong.getByRole("radio", { name: "Negative" }).click();
  await submit(page).click();
  await expect(page.getByRole("heading", { name: "Handed in" })).toBeVisible();
  const access = await Promise.all(pools.map((pool) => worker.call("GET", `/pools/${pool}/access`)));
  expect(access.map(({ allowed }) => allowed)).toEqual([false, true]);
});

/** A main pool for whoever passed the training with so much. */
async function poolAfter(platform: Platform, project: string, training: string, value: number) {
  const { requester } = platform;
  const pool = await requester.pool(project, {
    mixer_config: mixed(1),
    quality_control: requiring(training, value),
  });
  await requester.tasks(pool, [{ review: "It is blue." }]);
  await requester.open("pools", pool);
  return pool;
}

test("09: what only the output spec asks for is asked for by the server, too", async ({ page, platform }) => {
  const sample = media["09"];
  if (!sample) throw new Error("There is no sample 09");
  const desk = await Desk.take(page, platform, { number: "09", sample, way: "mouse" });
  await desk.expectRefused("Answer all questions");
  const path = `/assignments/${desk.assignment}/submit`;
  const nothing = { solutions: [{ output_values: {} }] };
  await expect(platform.worker.call("POST", path, nothing)).rejects.toThrow(
    /400 .*VALIDATION_ERROR.*0\.result/s,
  );
});

test("15: the requester gets the files that were sent, byte by byte", async ({ page, platform }) => {
  const sample = media["15"];
  if (!sample?.users.mouse) throw new Error("There is no sample 15");
  const desk = await Desk.take(page, platform, { number: "15", sample, way: "mouse" });
  await sample.users.mouse(desk);
  await desk.handIn();
  const stored = await desk.expectStored();
  const [solution] = stored.solutions as { output_values: { scans: string[] } }[];
  for (const id of solution?.output_values.scans ?? []) {
    const answer = await fetch(platform.server.page(`/api/v1/attachments/${id}/download`), {
      headers: { Authorization: `OAuth ${platform.requester.id}` },
    });
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(PIXEL);
  }
});

test("20: an answer that a trigger wrote by itself is stored, whatever is chosen", async ({
  page,
  platform,
}) => {
  const sample = choices["20"];
  if (!sample) throw new Error("There is no sample 20");
  const desk = await Desk.take(page, platform, { number: "20", sample, way: "mouse" });
  await radio(page, "Neither").click();
  await desk.handIn();
  const stored = await platform.requester.call("GET", `/assignments/${desk.assignment}`);
  expect(stored.solutions).toEqual([{ output_values: { animal: "none", assignment: desk.assignment } }]);
});

test.describe("14: a position", () => {
  test.use({ geolocation: { latitude: 41.15, longitude: -8.61 } });

  test("too far away is refused", async ({ page, context, platform }) => {
    await context.grantPermissions(["geolocation"]);
    await expectTooFar(page, platform);
  });

  test("that is refused is told of, and is too far from everywhere", async ({ page, platform }) => {
    const desk = await expectTooFar(page, platform);
    const refused = { performer_coordinates: "rejected,rejected" };
    await desk.expectAnswer(expect.objectContaining(refused));
    await expect(page.getByText("Allow this site to see it")).toBeVisible();
  });
});

async function expectTooFar(page: Page, platform: Platform): Promise<Desk> {
  const sample = media["14"];
  if (!sample) throw new Error("There is no sample 14");
  const desk = await Desk.take(page, platform, { number: "14", sample, way: "mouse" });
  await radio(page, "The required entrance is not there").click();
  await desk.expectRefused("You are too far from the entrance.");
  return desk;
}
