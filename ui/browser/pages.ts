/** What tests of pages share: logging in, and what every page has to hold. */
import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/** Log in by the form, at the page that is open. */
export async function logIn(page: Page, login: string, password: string): Promise<void> {
  await page.getByLabel("Login").fill(login);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Log in" }).click();
  await expect(page.getByRole("navigation", { name: "Sections" })).toBeVisible();
}

/** WCAG 2.2 AA by axe, in both themes, and nothing that sticks out of a narrow screen. */
export async function expectFit(page: Page): Promise<void> {
  await expect(page.locator("h1, dialog[open] h2").first()).toBeVisible();
  await expect(page.locator(".skeleton")).toHaveCount(0);
  const before = page.viewportSize();
  await unroll(page, before?.width ?? 1280);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await expectAccessible(page);
  }
  await page.emulateMedia({ colorScheme: "light" });
  await unroll(page, 320);
  await expectNarrow(page);
  await expectTouchable(page);
  await expectAccessible(page);
  if (before) await page.setViewportSize(before);
}

/** A screen so high that nothing lies under a bar that stays, which axe would find too small to press. */
async function unroll(page: Page, width: number): Promise<void> {
  await page.setViewportSize({ width, height: 720 });
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width, height: Math.max(720, height) });
}

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`),
    page.url(),
  ).toEqual([]);
}

/** At 320 px nothing has to be scrolled sideways. */
export async function expectNarrow(page: Page): Promise<void> {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide, `${page.url()} at 320 px`).toBeLessThanOrEqual(320);
}

const TARGETS = "button, select, textarea, summary, label.check, nav a, a.button, input:not([type=checkbox])";
const SMALLEST = 44;

/** What is touched is large enough for a finger. */
async function expectTouchable(page: Page): Promise<void> {
  const small = await page.locator(TARGETS).evaluateAll((elements, smallest) => {
    const shown = elements.filter((element) => element.checkVisibility());
    // A radio is pressed by its words, and what looks small may take presses around it.
    const heightOf = (element: Element) => {
      const target = (element.matches("[type=radio]") && element.closest("label")) || element;
      const around = getComputedStyle(target, "::after");
      const more = around.position === "absolute" ? Math.min(0, Number.parseFloat(around.top) || 0) : 0;
      return target.getBoundingClientRect().height - 2 * more;
    };
    // Half a pixel is a matter of rounding.
    const tooSmall = shown.filter((element) => heightOf(element) < smallest - 0.5);
    return tooSmall.map((element) => element.outerHTML);
  }, SMALLEST);
  expect(small, `targets of ${page.url()}`).toEqual([]);
}
