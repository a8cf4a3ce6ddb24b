/** More interfaces that mean harm: what they do to the page around them, to the browser, and to other pages' answers. */
import type { Page } from "@playwright/test";
import { expect, HANDLEBARS, PROBE, type SuitePage, test } from "./fixtures";

function open(suite: SuitePage, script: string, markup = "<p>Task</p>", more: object = {}): Promise<void> {
  return suite.open({ viewSpec: { markup, script: PROBE + script, assets: HANDLEBARS }, ...more });
}

/** How long the page around the frame takes to do next to nothing. */
function pause(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const begun = performance.now();
    await new Promise((resolve) => setTimeout(resolve));
    return performance.now() - begun;
  });
}

test("other windows, downloads and forms come to nothing", async ({ suite, site, context }) => {
  site.calls.length = 0;
  const opened: string[] = [];
  // Whether windows open without a press is the browser's to say, and Playwright's browser lets them.
  context.on("page", (page) => opened.push(page.url()));
  suite.page.on("download", (download) => opened.push(download.url()));
  const target = `${site.app}/api/worker/v1/me`;
  await open(
    suite,
    `window.found = {};
    function attempt(name, act) { try { found[name] = String(act()); } catch (error) { found[name] = error.name; } }
    function press(html) { var box = document.createElement("div"); box.innerHTML = html; document.body.append(box); box.firstChild.click(); }
    setTimeout(function () {
      attempt("top", function () { return (top.location.href = "${site.app}/api/out"), "set"; });
      attempt("topLink", function () { press('<a target="_top" href="${site.app}/api/out">x</a>'); });
      attempt("parentLink", function () { press('<a target="_parent" href="${site.app}/api/out">x</a>'); });
      attempt("download", function () { press('<a download="evil.exe" href="data:application/octet-stream,evil">x</a>'); });
      attempt("worker", function () { return navigator.serviceWorker && navigator.serviceWorker.register("/app/sw.js") && "asked"; });
      attempt("frame", function () { return parent.frames[0] === window; });
      ["_top", "_blank", "_self"].forEach(function (target) {
        var form = document.createElement("form");
        form.action = "${target}"; form.method = "post"; form.target = target;
        document.body.append(form); form.submit();
      });
      var image = new Image(); image.src = "${target}?image";
      navigator.sendBeacon("${target}?beacon", "x");
      found.done = true;
    }, 300);`,
  );
  await expect.poll(() => suite.inside("found.done"), { timeout: 15_000 }).toBe(true);
  await suite.page.waitForTimeout(500);
  const found = await suite.inside<Record<string, string>>("found");
  expect(found).toMatchObject({
    top: "SecurityError",
    frame: "true",
  });
  expect(opened).toEqual([]);
  expect(suite.page.url()).toBe(`${site.app}/`);
  // A picture may be asked of any place; from an opaque origin it comes without the worker's cookie.
  expect(site.calls.map(({ cookie }) => cookie).filter(Boolean)).toEqual([]);
  expect(site.calls.filter(({ method }) => method !== "GET")).toEqual([]);
});

test("a window that a press opens knows nothing of the app", async ({ suite, site, context }) => {
  await open(
    suite,
    `window.look = function () {
      var opened = window.open("${site.app}/");
      setTimeout(function () {
        try { window.seen = String(opened.document.cookie); } catch (error) { window.seen = error.name; }
      }, 1500);
    };`,
    '<button onclick="look()">Look</button>',
  );
  const popup = context.waitForEvent("page");
  await suite.frame.getByText("Look").click();
  const other = await popup;
  await expect.poll(() => suite.inside("window.seen"), { timeout: 10_000 }).toBe("SecurityError");
  await other.close();
});

test("a hundred thousand messages at once stop the frame, not the page", async ({ suite }) => {
  await open(
    suite,
    "setTimeout(function () { for (var i = 0; i < 1e5; i += 1) parent.postMessage({ i: i }, '*'); }, 200);",
  );
  await expect(suite.bar()).toContainText("was stopped");
  expect(await pause(suite.page)).toBeLessThan(1000);
  await suite.bar().getByRole("button", { name: "Reload" }).click();
  await expect(suite.page.locator("iframe")).toHaveCount(1);
});

test("nor do answers too large to be any", async ({ suite }) => {
  await open(
    suite,
    `setTimeout(function () {
      var channel = assignment.getSandboxChannel();
      var big = "x".repeat(900000), huge = {};
      for (var i = 0; i < 10; i += 1) huge["k" + i] = big;
      for (var n = 0; n < 40; n += 1) channel.triggerOut("assignment:submit", { solutions: [{ output_values: huge }] });
    }, 200);`,
  );
  await expect(suite.bar()).toContainText("was stopped", { timeout: 30_000 });
  expect(await suite.told("submit")).toEqual([]);
  expect(await pause(suite.page)).toBeLessThan(1000);
});

test("keys that would reach into objects are no answers, and the worker hears of it", async ({ suite }) => {
  await open(suite, "", "<p>Task</p>", { assignmentId: "mine" });
  for (const key of ["__proto__", "constructor", "prototype"]) {
    await suite.inside(
      `tasks[0].setSolution({ output_values: JSON.parse('{"deep": {"${key}": {"polluted": true}}}') })`,
    );
    expect(await suite.submit()).toEqual({ kind: "silent" });
    await expect(suite.bar()).toContainText("did not give answers that can be sent");
  }
  expect(await suite.told("solutions")).toEqual([]);
  expect(await suite.page.evaluate(() => Reflect.get({}, "polluted"))).toBeUndefined();
  await suite.inside("tasks[0].setSolution({ output_values: { fine: 1 } })");
  expect(await suite.submit()).toEqual({ kind: "solutions", solutions: [{ output_values: { fine: 1 } }] });
  await expect(suite.bar()).toHaveCount(0);
});

test("another assignment's name changes nothing", async ({ suite }) => {
  await open(suite, "", "<p>Task</p>", { assignmentId: "mine" });
  await suite.inside(`assignment.getSandboxChannel().triggerOut("assignment:submit",
    { assignmentId: "yours", solutions: [{ task_id: "yours", output_values: { x: 1 } }] }), 0`);
  await suite.inside(`assignment.getSandboxChannel().triggerOut("assignment:submit",
    { assignmentId: "yours", solutions: [{ task_id: "task-0", output_values: { x: 2 } }] }), 0`);
  await expect.poll(() => suite.told("submit")).toEqual([[{ output_values: { x: 2 } }]]);
});

test("instructions cannot be held in the worker's face", async ({ suite }) => {
  await open(suite, "setInterval(function () { suite.taskInterface.showInstructionPopup(); }, 50);");
  await suite.page.waitForTimeout(4000);
  expect((await suite.told("instructions")).length).toBeLessThanOrEqual(3);
});

test("storage is filled for the project itself only, and gives way to others", async ({ suite }) => {
  await suite.page.goto(suite.site.app);
  await suite.page.evaluate(() => {
    localStorage.setItem("talka-draft:other", "kept");
    for (let project = 0; project < 6; project += 1)
      localStorage.setItem(
        `talka.classic:old-${project}`,
        JSON.stringify({ a: ["x".repeat(250_000), null] }),
      );
  });
  await suite.mount({
    viewSpec: {
      markup: "<p>Task</p>",
      script: `window.refused = 0;
        for (var i = 0; i < 400; i += 1) try { localStorage.setItem("k" + i, "y".repeat(1000)); } catch (error) { refused += error.name === "QuotaExceededError"; }
        try { localStorage.setItem("big", "y".repeat(1e7)); } catch (error) { refused += 1000; }`,
    },
  });
  await expect.poll(() => suite.inside<number>("refused")).toBeGreaterThan(1000);
  await suite.page.waitForTimeout(9000);
  await suite.page.evaluate(() => window.unmount());
  const kept = await suite.page.evaluate(() => ({
    draft: localStorage.getItem("talka-draft:other"),
    own: localStorage.getItem("talka.classic:project-1")?.length ?? 0,
    all: Object.keys(localStorage)
      .filter((key) => key.startsWith("talka.classic:"))
      .reduce((sum, key) => sum + (localStorage.getItem(key)?.length ?? 0), 0),
  }));
  expect(kept.draft).toBe("kept");
  expect(kept.own).toBeGreaterThan(100_000);
  expect(kept.own).toBeLessThan(600_000);
  expect(kept.all).toBeLessThanOrEqual(4 * 256 * 1024);
});

test("what the frame draws stays in its place, however large it says that it is", async ({ suite }) => {
  await open(
    suite,
    `var cover = document.createElement("div");
    cover.style.cssText = "position:fixed;inset:-5000px;background:red;z-index:2147483647";
    document.body.append(cover);
    setInterval(function () { document.body.style.paddingBottom = Math.random() * 1e6 + "px"; }, 20);`,
  );
  await suite.page.waitForTimeout(1500);
  await expect(suite.bar()).toHaveCount(0);
  const found = await suite.page.evaluate(() => {
    const heading = document.querySelector("h1")?.getBoundingClientRect() ?? new DOMRect();
    const frame = document.querySelector("iframe")?.getBoundingClientRect() ?? new DOMRect();
    return {
      above: document.elementFromPoint(heading.left + 5, heading.top + 5)?.tagName,
      beside: document.elementFromPoint(frame.left - 4, frame.top + 5)?.tagName,
      height: frame.height,
    };
  });
  expect(found.above).toBe("H1");
  expect(found.beside).not.toBe("IFRAME");
  expect(found.height).toBeLessThanOrEqual(100_000);
});

test("files are asked for so many at a time", async ({ suite }) => {
  await open(
    suite,
    "window.refused = 0; for (var i = 0; i < 400; i += 1) talkaFrame.files.upload(new Blob(['x']), 'x').catch(function () { refused += 1; });",
    "<p>Task</p>",
    { uploads: "never" },
  );
  await expect.poll(() => suite.inside("refused")).toBe(200);
  expect(await suite.told("upload")).toHaveLength(200);
});
