import { expect, test } from "./fixtures";

// A trace asks every frame for its content, and this one never answers.
test.use({ trace: "off" });

test("an endless loop stops only itself", async ({ suite, site }) => {
  const script = "setTimeout(function () { for (;;) {} }, 300);";
  await suite.open({ viewSpec: { markup: "<p>Task</p>", script }, frameUrl: site.otherFrame });
  await expect(suite.bar()).toContainText("stuck", { timeout: 15_000 });
  // Playwright's own click asks the frame, too.
  await suite.page.evaluate(() => document.querySelector<HTMLElement>(".classic-suite__bar button")?.click());
  expect(await suite.told("skip")).toHaveLength(1);
  expect(await suite.submit()).toEqual({ kind: "silent" });
  await suite.page.evaluate(() => window.unmount());
});
