/** An interface that loops for ever, where the browser gives its frame a process of its own. */
import { expect, test } from "./fixtures";

// A trace asks every frame for its content, and this one never answers.
test.use({ trace: "off" });

const LOOP = "setTimeout(function () { for (;;) {} }, 300);";

for (const place of ["frame", "otherFrame"] as const) {
  test(`an endless loop stops only itself (${place})`, async ({ suite, site }) => {
    const viewSpec = { markup: "<p>Task</p>", script: LOOP };
    await suite.open({ viewSpec, frameUrl: site[place], assignmentId: "assignment-1" });
    await expect(suite.bar()).toContainText("stuck", { timeout: 15_000 });
    // Playwright's own clicks ask the frame, too.
    const buttons = await suite.page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>(".classic-suite__bar button")].map((button) => {
        if (button.textContent !== "Reload") button.click();
        return button.textContent;
      }),
    );
    expect(buttons).toEqual(["Skip", "Exit", "Write to the requester", "Reload"]);
    for (const way of ["skip", "exit", "write"]) expect(await suite.told(way), way).toHaveLength(1);
    expect(await suite.submit()).toEqual({ kind: "silent" });
    // The page was left in good order, and the next one is not put into the process that hangs.
    await suite.page.evaluate(() => window.unmount());
    await suite.mount({
      viewSpec: { markup: "<p>Next</p>" },
      frameUrl: site[place],
      assignmentId: "assignment-1",
    });
    await expect(suite.frame.getByText("Next")).toBeVisible();
  });
}
