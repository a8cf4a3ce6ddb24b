/** Interfaces that mean harm: whatever they try, the app, its data and the worker's page stay as they are. */
import type { Mounted } from "../pages/classic";
import { expect, type SuitePage, test } from "./fixtures";

function hostile(script: string, markup = "<p>Task</p>"): Pick<Mounted, "viewSpec"> {
  return {
    viewSpec: {
      markup,
      script,
      assets: { script_urls: ["$TOLOKA_ASSETS/js/toloka-handlebars-templates.js"] },
    },
  };
}

/** What each attempt came to, told by the frame through a warning, the one way out that it has. */
function attempts(cases: Record<string, string>): string {
  const tries = Object.entries(cases).map(
    ([name, code]) =>
      `try { result.${name} = String(${code}); } catch (error) { result.${name} = error.name; }`,
  );
  return `var result = {}; ${tries.join(" ")} tell(result);
    function tell(value) { talkaFrame.warn("result", JSON.stringify(value)); }`;
}

async function results(suite: SuitePage): Promise<Record<string, string>> {
  const found = async (): Promise<string | undefined> => {
    const warnings = (await suite.told("warning")) as Array<{ code: string; detail: string }>;
    return warnings.find(({ code }) => code === "result")?.detail;
  };
  await expect.poll(found).toContain("{");
  const detail = (await found()) ?? "";
  return JSON.parse(detail.slice(detail.indexOf("{")));
}

for (const place of ["frame", "otherFrame"] as const) {
  test(`nothing of the app can be read (${place})`, async ({ suite, site }) => {
    const script = attempts({
      parent: "parent.document.body.innerHTML",
      cookie: "document.cookie",
      location: "parent.location.href",
      storage: "Object.getOwnPropertyDescriptor(Window.prototype, 'x') || localStorage.getItem('app')",
      opener: "String(window.opener)",
      database: "indexedDB.open('x') && 'opened'",
      topScript: "top.location = 'javascript:alert(1)', 'set'",
      frame: "window.frameElement",
      origin: "self.origin",
    });
    await suite.page.goto(site.app);
    await suite.page.evaluate(() => localStorage.setItem("app", "secret"));
    await suite.mount({ ...hostile(script), frameUrl: site[place] });
    const found = await results(suite);
    expect(found).toMatchObject({
      parent: "SecurityError",
      cookie: "",
      location: "SecurityError",
      storage: "null",
      opener: "null",
      database: "SecurityError",
      frame: "null",
      origin: "null",
    });
    expect(suite.page.url()).toBe(`${site.app}/`);
    expect(await suite.page.evaluate(() => document.cookie)).toContain("secret-cookie");
  });
}

test("the app's API is not reached", async ({ suite, site }) => {
  site.calls.length = 0;
  const url = `${site.app}/api/worker/v1/me`;
  const script = `var result = {};
    fetch("${url}", { credentials: "include" })
      .then(function (r) { return r.text(); })
      .then(function (text) { result.fetch = text; }, function (error) { result.fetch = error.name; })
      .then(function () { talkaFrame.warn("result", JSON.stringify(result)); });
    var form = document.createElement("form"); form.action = "${url}"; form.method = "post";
    document.body.append(form); form.submit();`;
  await suite.open(hostile(script));
  expect(await results(suite)).toEqual({ fetch: "TypeError" });
  expect(site.calls).toEqual([]);
});

test("it cannot lead the page away", async ({ suite, site }) => {
  await suite.open(hostile(attempts({ top: "(top.location.href = 'https://example.com/'), 'set'" })));
  expect(await results(suite)).toEqual({ top: "SecurityError" });
  expect(suite.page.url()).toBe(`${site.app}/`);
});

test("a link is opened only after a press, and only to the web", async ({ suite }) => {
  await suite.open(
    hostile(
      // The test's own call counts as a press for some seconds.
      "setTimeout(function () { talkaFrame.openLink('https://example.com/unasked'); }, 6500);",
      `{{button label="Bad" href="javascript:alert(1)"}}<button onclick="talkaFrame.openLink('javascript:alert(1)')">Worse</button>
       {{button label="Good" href="https://example.com/asked"}}`,
    ),
  );
  await suite.page.waitForTimeout(7500);
  expect(await suite.told("link")).toEqual([]);
  await suite.frame.getByText("Bad").click();
  await suite.frame.getByText("Worse").click();
  await suite.frame.getByText("Good").click();
  await expect.poll(() => suite.told("link")).toEqual(["https://example.com/asked"]);
});

test("a frame that leads itself away is taken from the page", async ({ suite }) => {
  await suite.page.route("https://example.com/**", (route) =>
    route.fulfill({ body: "<h1>Log in again</h1>" }),
  );
  await suite.open(hostile("location.href = 'https://example.com/login';"));
  await expect(suite.bar()).toContainText("left its page");
  await expect(suite.page.locator("iframe")).toHaveCount(0);
});

test("malformed and foreign answers are not taken", async ({ suite }) => {
  const script = `exports.Task = function (options) { TolokaHandlebarsTask.call(this, options); };
    exports.Task.prototype = Object.create(TolokaHandlebarsTask.prototype);
    exports.Task.prototype.onRender = function () {
      var channel = this.getAssignment().getSandboxChannel();
      var deep = {}; for (var i = 0, at = deep; i < 100; i += 1) { at.a = {}; at = at.a; }
      [ [], [{ output_values: 1 }], [{ output_values: {} }, { output_values: {} }],
        [{ task_id: "another", output_values: {} }], [{ output_values: deep }], "text", null,
        [{ output_values: { a: "x".repeat(2e6) } }], [{ output_values: {}, user_id: "me" }]
      ].forEach(function (solutions) { channel.triggerOut("assignment:submit", { solutions: solutions }); });
      channel.triggerOut("assignment:submit", { solutions: [{ output_values: { fine: true } }] });
    };`;
  await suite.open(hostile(script));
  await expect.poll(() => suite.told("submit")).toEqual([[{ output_values: { fine: true } }]]);
});

test("a flood of messages is cut off, and the worker can go on", async ({ suite }) => {
  await suite.open(
    hostile(
      "setInterval(function () { for (var i = 0; i < 2000; i += 1) parent.postMessage('x', '*'); }, 0);",
    ),
  );
  await expect(suite.bar()).toContainText("was stopped");
  await expect(suite.page.locator("iframe")).toHaveCount(0);
  await suite.bar().getByRole("button", { name: "Skip" }).click();
  expect(await suite.told("skip")).toHaveLength(1);
});

test("so is a flood through the channel", async ({ suite }) => {
  await suite.open(hostile("for (var i = 0; i < 5000; i += 1) talkaFrame.openLink('https://example.com/');"));
  await expect(suite.bar()).toContainText("was stopped");
  expect((await suite.told("link")).length).toBeLessThanOrEqual(620);
});

test("markup in a task's data is text, or loses its scripts", async ({ suite }) => {
  const html = `<b>bold</b><img src=x onerror="document.title='run'"><script>document.title='run'</script>`;
  await suite.open({
    ...hostile("", "<p>{{x}}</p><div class='raw'>{{{x}}}</div>"),
    tasks: [{ id: "task-0", input_values: { x: html } }],
  });
  await expect(suite.frame.locator("p")).toHaveText(html);
  await expect(suite.frame.locator(".raw b")).toHaveText("bold");
  await expect(suite.frame.locator(".raw [onerror], .raw script")).toHaveCount(0);
});

test("where the worker is, is told only with their leave", async ({ suite, context, site }) => {
  await context.grantPermissions(["geolocation"], { origin: site.app });
  await context.setGeolocation({ latitude: 48.2, longitude: 16.4 });
  const script = `setTimeout(function () { navigator.geolocation.getCurrentPosition(
    function (p) { document.body.append("at " + p.coords.latitude); },
    function (e) { document.body.append("no " + e.code); }); });`;
  await suite.open(hostile(script));
  const question = suite.page.getByRole("alert");
  await expect(question).toContainText("asks where you are");
  await expect(suite.frame.locator("body")).not.toContainText("at 48.2");
  await question.getByRole("button", { name: "Allow", exact: true }).click();
  await expect(suite.frame.locator("body")).toContainText("at 48.2");
});

test("a script with an error says so, and can be skipped", async ({ suite }) => {
  await suite.open(hostile("this is no script"));
  await expect(suite.bar()).toContainText("SyntaxError");
  expect(await suite.told("warning")).toEqual([{ code: "script-failed", detail: expect.any(String) }]);
});
