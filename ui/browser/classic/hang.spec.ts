/**
 * An interface that loops for ever, where the browser keeps frames with the page around them: on the app's own host it
 * holds the app as well, and what can be done is not to run into it again.
 */
import type { Page } from "@playwright/test";
import { FRAMES_TOGETHER } from "../chromium";
import { expect, SuitePage, test } from "./fixtures";

test.use({ ...FRAMES_TOGETHER, trace: "off" });

const HANG = { viewSpec: { markup: "<p>Task</p>", script: "setTimeout(function () { for (;;) {} }, 300);" } };

/** Whether the page does anything within some seconds. */
function lives(page: Page): Promise<boolean> {
  const answer = page.evaluate(() => true).catch(() => false);
  return Promise.race([answer, new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 3000))]);
}

for (const [place, host] of [
  ["on another port", "127.0.0.1"],
  ["on another site", "localhost"],
] as const) {
  test(`${place}, a frame has a process of its own all the same`, async ({ suite, site }) => {
    const frameUrl = site.otherFrame.replace("127.0.0.1", host);
    await suite.open({ ...HANG, frameUrl });
    await suite.page.waitForTimeout(1000);
    expect(await lives(suite.page)).toBe(true);
    await expect(suite.bar()).toContainText("stuck", { timeout: 15_000 });
    await suite.page.evaluate(() => window.unmount());
  });
}

test("on the app's own host the app hangs with it, and asks before it shows the page again", async ({
  suite,
  site,
  context,
}) => {
  await suite.open({ ...HANG, assignmentId: "assignment-1" });
  await new Promise((resolve) => setTimeout(resolve, 5500));
  expect(await lives(suite.page)).toBe(false);

  const again = new SuitePage(await context.newPage(), site);
  await again.open({ ...HANG, assignmentId: "assignment-1" });
  await expect(again.bar()).toContainText("made the browser hang");
  await expect(again.page.locator("iframe")).toHaveCount(0);
  await again.bar().getByRole("button", { name: "Skip" }).click();
  expect(await again.told("skip")).toHaveLength(1);
  // Another page of tasks is not held back, nor is this one where it is asked for.
  const tame = { viewSpec: { markup: "<p>Tame</p>" } };
  await again.page.evaluate(() => window.unmount());
  await again.mount({ ...tame, assignmentId: "assignment-2" });
  await expect(again.frame.getByText("Tame")).toBeVisible();
  await again.page.evaluate(() => window.unmount());
  await again.mount({ ...tame, assignmentId: "assignment-1" });
  await again.bar().getByRole("button", { name: "Reload" }).click();
  await expect(again.frame.getByText("Tame")).toBeVisible();
});
