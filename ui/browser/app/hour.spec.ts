/** An hour of work, with everything that happens in one: no answer is lost, none is counted twice. */
import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import type { Account, Answer } from "../account";
import { DIGITS_PAGE, digitIn, digitPictures, digitsJob } from "../digits";
import { Server } from "../server";

const PAGES = 20;
const PASSWORD = "correct horse battery";

let server: Server;
let requester: Account;

test.beforeAll(async () => {
  server = await Server.start("--files", await digitPictures());
  requester = await server.requester("Digits");
});

test.afterAll(() => server.stop());

test("sign up, train with mistakes, and hand in twenty pages through every mishap", async ({
  page,
  context,
}) => {
  test.setTimeout(240_000);
  const { trainingId, poolId } = await digitsJob(server, requester, { pages: PAGES });
  await signUp(page);
  await train(page);
  await expect(page.getByRole("heading", { name: "Handed in" })).toBeVisible();
  await page.getByRole("button", { name: "To the tasks" }).click();
  await page.getByRole("button", { name: "Start" }).first().click();

  const mishaps: Record<number, (page: Page, context: BrowserContext) => Promise<Page>> = {
    4: noNetwork,
    6: lostAnswer,
    8: restartedServer,
    10: reloaded,
    12: twoTabs,
  };
  let tab = page;
  const times: number[] = [];
  for (let number = 1; number <= PAGES; number += 1) {
    await expect(tasks(tab)).toHaveCount(DIGITS_PAGE);
    const mishap = mishaps[number];
    if (mishap) tab = await mishap(tab, context);
    else {
      await answerAll(tab, number);
      times.push(await handIn(tab));
    }
  }
  await expect(tab.getByRole("heading", { name: "Handed in" })).toBeVisible();
  times.sort((one, other) => one - other);
  const told = `${times[times.length >> 1]} ms in the middle, ${times.at(-1)} at most`;
  // biome-ignore lint/suspicious/noConsole: the check's report
  console.log(`the next page after a submit: ${told}`);

  await expectEverythingRight(poolId, PAGES);
  await expectEverythingRight(trainingId ?? "", 2);
});

// ---- the worker ------------------------------------------------------------------------------------------------

async function signUp(page: Page): Promise<void> {
  await page.goto(server.page("/register"));
  await page.getByLabel("Login").fill("hannah");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign up" }).click();
  await expect(page.getByText("Which digit is it?").first()).toBeVisible();
}

async function train(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Start" }).first().click();
  await page.getByRole("dialog", { name: "Instructions" }).getByRole("button", { name: "Close" }).click();
  await expect(tasks(page)).toHaveCount(DIGITS_PAGE);
  const right = await shown(page, 0);
  await choose(page, 0, right === "0" ? "1" : "0");
  for (const index of [1, 2]) await choose(page, index, await shown(page, index));
  await submitButton(page).click();
  await expect(tasks(page).nth(0).getByRole("alert").first()).toHaveText(`Look again: it is a ${right}`);
  await expect(page.getByText("One task is not right yet")).toBeVisible();
  await choose(page, 0, right);
  await handIn(page);
  await answerAll(page, 2);
  await submitButton(page).click();
}

const tasks = (page: Page) => page.locator("[data-task]");
const submitButton = (page: Page) => page.getByRole("button", { name: "Submit" });

async function shown(page: Page, index: number): Promise<string> {
  return digitIn((await tasks(page).nth(index).locator("img").getAttribute("src")) ?? "");
}

async function choose(page: Page, index: number, digit: string): Promise<void> {
  await tasks(page).nth(index).getByRole("radio", { name: digit }).click();
}

/** Odd pages by mouse, even ones by keys. */
async function answerAll(page: Page, number: number): Promise<void> {
  for (let index = 0; index < DIGITS_PAGE; index += 1) {
    const digit = await shown(page, index);
    if (number % 2 === 1) await choose(page, index, digit);
    else {
      await tasks(page).nth(index).locator("img").click();
      await page.keyboard.press(digit);
    }
    await expect(tasks(page).nth(index).getByRole("radio", { name: digit })).toBeChecked();
  }
}

/** Submit and see the next page; in how many milliseconds it was there, as the page itself saw it. */
async function handIn(page: Page): Promise<number> {
  const watched = page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const before = location.pathname;
        let pressed = 0;
        addEventListener("click", () => (pressed = performance.now()), { once: true, capture: true });
        const look = () => {
          const isThere = location.pathname !== before && document.querySelector("[data-task] img") !== null;
          if (isThere) requestAnimationFrame(() => resolve(Math.round(performance.now() - pressed)));
          else if (pressed > 0 && document.querySelector(".work-over")) resolve(0);
          else setTimeout(look, 1);
        };
        look();
      }),
  );
  await submitButton(page).click();
  return await watched;
}

// ---- what happens in an hour -----------------------------------------------------------------------------------

async function noNetwork(page: Page, context: BrowserContext): Promise<Page> {
  await answerAll(page, 1);
  await context.setOffline(true);
  await submitButton(page).click();
  await expect(page.getByText("Your answers are kept on this device")).toBeVisible();
  const before = page.url();
  await context.setOffline(false);
  await expect.poll(() => page.url()).not.toBe(before);
  return page;
}

/** The server has the answers, but its word of that never comes. */
async function lostAnswer(page: Page): Promise<Page> {
  await answerAll(page, 1);
  let isFirst = true;
  await page.route("**/submit?*", async (route) => {
    if (!isFirst) return route.continue();
    isFirst = false;
    await route.fetch();
    return route.abort("connectionreset");
  });
  await handIn(page);
  await page.unroute("**/submit?*");
  expect(isFirst).toBe(false);
  return page;
}

async function restartedServer(page: Page): Promise<Page> {
  await choose(page, 0, await shown(page, 0));
  await server.kill();
  await choose(page, 1, await shown(page, 1));
  await choose(page, 2, await shown(page, 2));
  await submitButton(page).click();
  await expect(page.getByText("Your answers are kept on this device")).toBeVisible();
  const before = page.url();
  await server.up();
  await expect.poll(() => page.url(), { timeout: 30_000 }).not.toBe(before);
  return page;
}

async function reloaded(page: Page): Promise<Page> {
  const digits = [await shown(page, 0), await shown(page, 1)];
  await choose(page, 0, digits[0] ?? "");
  await choose(page, 1, digits[1] ?? "");
  await page.reload();
  for (const [index, digit] of digits.entries()) {
    await expect(tasks(page).nth(index).getByRole("radio", { name: digit })).toBeChecked();
  }
  await choose(page, 2, await shown(page, 2));
  await handIn(page);
  return page;
}

/** The tab opened last goes on with the answers of the first, which steps back and says so. */
async function twoTabs(page: Page, context: BrowserContext): Promise<Page> {
  const digit = await shown(page, 0);
  await choose(page, 0, digit);
  const second = await context.newPage();
  await second.goto(page.url());
  await expect(tasks(second).nth(0).getByRole("radio", { name: digit })).toBeChecked();
  await expect(page.getByText("opened in another tab")).toBeVisible();
  await answerAll(second, 1);
  await handIn(second);
  await page.getByRole("button", { name: "Go on here" }).click();
  await expect(page.getByText("Accepted").first()).toBeVisible();
  await page.close();
  return second;
}

// ---- what came of it -------------------------------------------------------------------------------------------

/** So many pages were accepted, each task once, and every answer is the digit that the picture shows. */
async function expectEverythingRight(poolId: string, pages: number): Promise<void> {
  const { items } = await requester.call("GET", `/assignments?pool_id=${poolId}&limit=1000`);
  expect(items.map((one) => one.status)).toEqual(Array.from({ length: pages }, () => "ACCEPTED"));
  const answered = items.flatMap((one) => {
    const given = one.tasks as Answer[];
    const solutions = one.solutions as { output_values: { digit: string } }[];
    return given.map((task, index) => ({
      id: task.id,
      expected: digitIn((task.input_values as { image: string }).image),
      digit: solutions[index]?.output_values.digit,
    }));
  });
  expect(new Set(answered.map((one) => one.id)).size).toBe(pages * DIGITS_PAGE);
  expect(answered.filter((one) => one.digit !== one.expected)).toEqual([]);
}
