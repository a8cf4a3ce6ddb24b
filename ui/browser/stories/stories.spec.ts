/** Every story of every component: played, its answer compared, looked at by axe, and opened on a narrow screen. */
import { readdirSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect, type Page, test } from "@playwright/test";
import { useExpect } from "~/template/expect";
import type { Story } from "~/template/story";
import { expectAccessible, openStory, serve } from "./open";

useExpect(expect);

const COMPONENTS = fileURLToPath(new URL("../../template/components/", import.meta.url));

async function find(): Promise<Map<string, Story[]>> {
  const found = new Map<string, Story[]>();
  for (const path of readdirSync(COMPONENTS, { recursive: true, encoding: "utf8" }).sort()) {
    if (!path.endsWith("story.ts")) continue;
    const type = path.slice(0, -"/story.ts".length);
    found.set(type, (await import(pathToFileURL(`${COMPONENTS}${path}`).href)).stories);
  }
  return found;
}

const all = await find();

/** What a page throws or complains of is a failure, whatever it shows. */
function listen(page: Page): string[] {
  const heard: string[] = [];
  page.on("pageerror", (error) => heard.push(error.message));
  page.on("console", (message) => {
    const isOurs = message.type() === "error" && !message.text().startsWith("Failed to load resource");
    if (isOurs) heard.push(message.text());
  });
  return heard;
}

async function inBothThemes(page: Page): Promise<void> {
  for (const theme of ["light", "dark"] as const) {
    await page.evaluate((wanted) => {
      document.documentElement.dataset.theme = wanted;
    }, theme);
    await expectAccessible(page, `at first, ${theme}`);
  }
  await page.evaluate(() => delete document.documentElement.dataset.theme);
}

test.beforeEach(async ({ context }) => serve(context));

for (const [type, stories] of all) {
  test.describe(type, () => {
    for (const [index, story] of stories.entries()) {
      test(story.name, async ({ page }) => {
        const heard = listen(page);
        await openStory(page, type, index);
        expect(await page.evaluate(() => window.story.faults())).toEqual([]);
        await inBothThemes(page);
        await story.play?.(page);
        const expected = story.output ?? (story.readOnly ? story.before : undefined);
        if (expected) {
          await expect
            .poll(() => page.evaluate(() => window.story.solutions()[0]?.output_values), "the answer")
            .toEqual(expected);
        }
        if (story.isValid !== undefined) {
          // A player tells of itself a moment after it can be seen to play.
          await expect
            .poll(() => page.evaluate(() => window.story.insist()), "whether it may be sent")
            .toBe(story.isValid);
        }
        await expectAccessible(page, "in the end");
        expect(heard, "what the page complained of").toEqual([]);
      });
    }
  });
}

for (const dir of ["ltr", "rtl"] as const) {
  test(`no story is wider than a screen of 320 px, ${dir}`, async ({ page }) => {
    test.setTimeout(300_000);
    await page.setViewportSize({ width: 320, height: 640 });
    const wide: string[] = [];
    for (const [type, stories] of all) {
      for (const [index, story] of stories.entries()) {
        await openStory(page, type, index, { dir });
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        if (width > 320) wide.push(`${type}: ${story.name} (${width} px)`);
      }
    }
    expect(wide).toEqual([]);
  });
}

test("a change of the theme is there at once for who wants no motion", async ({ page }) => {
  await openStory(page, "field.button-checkbox", 0, { theme: "light" });
  const before = await page.evaluate(() => getComputedStyle(document.documentElement).color);
  const after = await page.evaluate(() => {
    document.documentElement.dataset.theme = "dark";
    const { color } = getComputedStyle(document.documentElement);
    return { color, moving: document.getAnimations().length };
  });
  expect(after.color).not.toBe(before);
  expect(after.moving).toBe(0);
});
