/**
 * How fast the app is: figures, printed and not judged, for they say as much of the machine as of the app.
 *
 * `make bench-ui` runs this against a server and a pool of its own.
 */
import {
  type Browser,
  type BrowserContext,
  type CDPSession,
  expect,
  type Page,
  test,
} from "@playwright/test";
import { DIGITS, digitIn, digitPictures, digitsJob } from "../digits";
import { logIn } from "../pages";
import { Server } from "../server";

const PASSWORD = "correct horse battery";
const TASKS = 10;
const PAGES = 40;

/** A middling phone on a middling network, as Lighthouse has it: a quarter of the speed, 1.6 Mbit/s, 150 ms away. */
const PHONE = {
  viewport: { width: 412, height: 823 },
  deviceScaleFactor: 2,
  hasTouch: true,
  isMobile: true,
  // What a service worker asks for would be asked for at full speed.
  serviceWorkers: "block" as const,
};
const SLOWER = 4;
const NETWORK = {
  offline: false,
  latency: 150,
  downloadThroughput: (1.6 * 1024 * 1024) / 8,
  uploadThroughput: (750 * 1024) / 8,
};

let server: Server;

test.beforeAll(async () => {
  server = await Server.start("--files", await digitPictures());
  const requester = await server.requester("Digits");
  // Instructions would stand in front of the first page.
  await digitsJob(server, requester, { trainingPages: 0, pages: PAGES, size: TASKS, instructions: "" });
});

test.afterAll(() => server.stop());

test("the next page after a submit", async ({ browser }) => {
  const context = await browser.newContext({ locale: "en-GB" });
  const page = await workerAt(context, "fast");
  await start(page);
  const found: Step[] = [];
  for (let number = 0; number < 25; number += 1) {
    await answerAll(page);
    found.push(await handIn(page));
  }
  await context.close();
  // The first ones warm up what runs here and there.
  const warm = found.slice(3);
  say(
    "next page, from the click to its tasks on the screen",
    warm.map((one) => one.shown),
  );
  say(
    "  of it: until the server is asked",
    warm.map((one) => one.asked),
  );
  say(
    "  of it: the server's answer",
    warm.map((one) => one.answered - one.asked),
  );
  say(
    "  of it: until the tasks are in the document",
    warm.map((one) => one.placed - one.answered),
  );
  say(
    "  of it: until they are on the screen",
    warm.map((one) => one.shown - one.placed),
  );
});

test("a page of ten tasks on a slow phone", async ({ browser }) => {
  test.setTimeout(240_000);
  const times: Record<string, number[]> = {};
  for (let round = 0; round < 5; round += 1) {
    for (const [name, milliseconds] of await onPhone(browser, `phone${round}`)) {
      const all = times[name] ?? [];
      times[name] = [...all, milliseconds];
    }
  }
  for (const [name, all] of Object.entries(times)) say(`ten tasks on a slow phone, ${name}`, all);
});

/** One worker's phone: the page from the list, opened again, and opened by somebody who was never here. */
async function onPhone(browser: Browser, login: string): Promise<[string, number][]> {
  const context = await browser.newContext({ locale: "en-GB", ...PHONE });
  const page = await workerAt(context, login);
  await page.waitForLoadState("networkidle");
  await throttle(page);
  const started = await fromList(page);
  const address = page.url();
  const again = await opened(page, address);
  const cookies = await context.cookies();
  await context.close();

  const fresh = await browser.newContext({ locale: "en-GB", ...PHONE });
  await fresh.addCookies(cookies);
  const first = await fresh.newPage();
  await throttle(first);
  const cold = await opened(first, address);
  await fresh.close();
  return [
    ["begun from the list", started],
    ["loaded again", again],
    ["nothing kept from before", cold],
  ];
}

async function throttle(page: Page): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", NETWORK);
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
  return session;
}

/** From the press of the list's button until the tasks can be answered. */
async function fromList(page: Page): Promise<number> {
  await page.evaluate(() => {
    addEventListener("click", () => performance.mark("pressed"), { once: true, capture: true });
  });
  await page
    .getByRole("button", { name: /^Start/ })
    .first()
    .click();
  const at = await interactive(page);
  return at - (await page.evaluate(() => performance.getEntriesByName("pressed")[0]?.startTime ?? 0));
}

/** From the address being asked for until the tasks can be answered. */
async function opened(page: Page, address: string): Promise<number> {
  await page.goto(address, { waitUntil: "commit" });
  return await interactive(page);
}

/** When, on the page's clock, all tasks were there and the page had time to heed a press; then one is heeded. */
async function interactive(page: Page): Promise<number> {
  const at = await page.evaluate(
    (wanted) =>
      new Promise<number>((resolve) => {
        const look = () => {
          const there = document.querySelectorAll("[data-task] input[type=radio]").length >= wanted;
          if (there) setTimeout(() => resolve(performance.now()), 0);
          else requestAnimationFrame(look);
        };
        look();
      }),
    TASKS * DIGITS.length,
  );
  const radio = page.locator("[data-task]").first().getByRole("radio").first();
  await radio.click();
  await expect(radio).toBeChecked();
  return at;
}

async function workerAt(context: BrowserContext, login: string): Promise<Page> {
  await server.worker(login, PASSWORD);
  const page = await context.newPage();
  await page.goto(server.page("/tasks"));
  await logIn(page, login, PASSWORD);
  await expect(page.getByRole("button", { name: /^Start/ }).first()).toBeVisible();
  return page;
}

async function start(page: Page): Promise<void> {
  await page
    .getByRole("button", { name: /^Start/ })
    .first()
    .click();
  await expect(page.locator("[data-task]")).toHaveCount(TASKS);
}

async function answerAll(page: Page): Promise<void> {
  const tasks = page.locator("[data-task]");
  for (let index = 0; index < TASKS; index += 1) {
    const address = (await tasks.nth(index).locator("img").getAttribute("src")) ?? "";
    await tasks
      .nth(index)
      .getByRole("radio", { name: digitIn(address) })
      .click();
  }
}

/** Milliseconds after the press on "Submit". */
interface Step {
  asked: number;
  answered: number;
  placed: number;
  shown: number;
}

async function handIn(page: Page): Promise<Step> {
  await page.evaluate(() => {
    const before = location.pathname;
    const times = { pressed: 0, placed: 0 };
    performance.clearResourceTimings();
    const seen = new Promise<Step>((resolve) => {
      const finish = () => {
        const shown = performance.now();
        const asked = performance
          .getEntriesByType("resource")
          .find((one) => one.name.includes("/submit")) as PerformanceResourceTiming;
        resolve({
          asked: asked.startTime - times.pressed,
          answered: asked.responseEnd - times.pressed,
          placed: times.placed - times.pressed,
          shown: shown - times.pressed,
        });
      };
      const observer = new MutationObserver(() => {
        if (location.pathname === before || !document.querySelector("[data-task] input")) return;
        observer.disconnect();
        times.placed = performance.now();
        // The frame after the one that draws it.
        requestAnimationFrame(() => setTimeout(finish, 0));
      });
      observer.observe(document.body, { childList: true, subtree: true });
      addEventListener("click", () => (times.pressed = performance.now()), { once: true, capture: true });
    });
    (window as unknown as { seen: Promise<Step> }).seen = seen;
  });
  await page.getByRole("button", { name: "Submit" }).click();
  return await page.evaluate(() => (window as unknown as { seen: Promise<Step> }).seen);
}

function say(what: string, times: readonly number[]): void {
  const sorted = [...times].sort((one, other) => one - other);
  const middle = Math.round(sorted[sorted.length >> 1] ?? 0);
  const most = Math.round(sorted.at(-1) ?? 0);
  // biome-ignore lint/suspicious/noConsole: the figures
  console.log(`${what}: ${middle} ms in the middle of ${sorted.length}, ${most} at most`);
}
