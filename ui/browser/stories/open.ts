/** Opening the stories' page in tests: it is served from its built files, and nothing else is let out. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import AxeBuilder from "@axe-core/playwright";
import { type BrowserContext, expect, type Page } from "@playwright/test";
import { serveMedium } from "./media";
import type { Situation } from "./window";

export const ORIGIN = "https://stories.example";
const BUILT = fileURLToPath(new URL("../../../.work/stories", import.meta.url));

/** Answer all requests of a context: the page itself from its files, everything else with stand-in media. */
export async function serve(context: BrowserContext): Promise<void> {
  await context.route(/^https?:/, async (route) => {
    const url = new URL(route.request().url());
    if (url.origin !== ORIGIN) return serveMedium(route);
    const path = join(BUILT, url.pathname === "/" ? "index.html" : url.pathname);
    return existsSync(path) ? route.fulfill({ path }) : route.fulfill({ status: 404, body: "" });
  });
}

export interface Look {
  readonly theme?: "light" | "dark";
  readonly dir?: "ltr" | "rtl";
}

/** Open a story; it is there when this returns. */
export async function openStory(page: Page, type: string, index: number, look: Look = {}): Promise<void> {
  const asked = new URLSearchParams({ type, story: String(index), ...look });
  await page.goto(`${ORIGIN}/?${asked}`);
  await expect(page.locator("#story[data-shown]")).toBeAttached();
}

/** Show what a test has put together. */
export async function openSituation(page: Page, situation: Situation): Promise<void> {
  await page.goto(`${ORIGIN}/?empty`);
  await page.waitForFunction(() => typeof window.show === "function");
  await page.evaluate((given) => window.show(given), situation);
}

const SERIOUS = new Set(["serious", "critical"]);

/** WCAG 2.2 AA by axe: nothing serious. What strangers' pages in frames are like is not ours to say. */
export async function expectAccessible(page: Page, when: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).options({ iframes: false }).analyze();
  const found = violations
    .filter(({ impact }) => SERIOUS.has(impact ?? ""))
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map(({ html, failureSummary }) => `${html.slice(0, 200)} (${failureSummary})`).join(" | ")}`,
    );
  expect(found, when).toEqual([]);
}
