/** What the task API promises, each promise tried as a requester's script counts on it. */
import { expect, HANDLEBARS, PROBE, type SuitePage, test } from "./fixtures";

const TWO = [
  { id: "task-0", input_values: { text: "<b>one</b>", link: { title: "T" } } },
  { id: "task-1", input_values: { text: "two" } },
];
const FORM =
  '{{field type="input" name="word" hotkey="w"}}{{field type="checkbox" name="sure" label="Sure"}}';
const OUTPUT = { word: { type: "string", required: true }, sure: { type: "boolean", required: true } };

const log = (suite: SuitePage): Promise<string[]> => suite.inside("log.splice(0)");

async function open(suite: SuitePage, given: object = {}, more = ""): Promise<void> {
  await suite.open({
    viewSpec: { markup: FORM, styles: ".word { color: red }", script: PROBE + more, assets: HANDLEBARS },
    outputSpec: OUTPUT,
    tasks: TWO,
    assignmentId: "assignment-1",
    ...given,
  });
  await expect(suite.task(1)).toBeVisible();
}

test("tasks, suites and assignments know what they were made with", async ({ suite, site }) => {
  await open(suite);
  const found = await suite.inside(`({
    id: tasks[0].id,
    task: tasks[0].getTask(),
    specs: Object.keys(tasks[0].getOptions().specs),
    required: tasks[0].getOptions().specs.output_spec.word.required,
    options: tasks[0].getWorkspaceOptions(),
    element: tasks[0].getDOMElement().className,
    styles: tasks[0].getStyleDOMElement().textContent,
    sameStyles: suite.getStyleDOMElement() === tasks[1].getStyleDOMElement()
      && suite.getStyleDOMElement().parentElement === document.head,
    assignment: tasks[0].getAssignment() === assignment && suite.getAssignment() === assignment,
    assignmentId: [assignment.getId(), suite.getOptions().assignmentId],
    suite: assignment.getTaskSuite() === suite,
    models: suite.getOptions().task.length,
    tasks: suite.getTasks().length,
    indexed: Object.keys(suite.getTasksIndexed()),
    list: suite.getTasksDOMElement().className,
    inPage: suite.getDOMElement().contains(tasks[1].getDOMElement()),
    container: assignment.getTaskSuiteContainer() === document.body,
    data: tasks[1].getTemplateData(),
    printed: tasks[1].template({}).includes("field_type_input"),
    sameOptions: assignment.getWorkspaceOptions() === tasks[0].getWorkspaceOptions(),
  })`);
  expect(found).toEqual({
    id: "task-0",
    task: TWO[0],
    specs: ["input_spec", "output_spec", "view_spec"],
    required: true,
    options: { agent: "FRONTEND", isReadOnly: false, isReviewMode: false, language: "en", origin: site.app },
    element: expect.stringContaining("task"),
    styles: ".word { color: red }",
    sameStyles: true,
    assignment: true,
    assignmentId: ["assignment-1", "assignment-1"],
    suite: true,
    models: 2,
    tasks: 2,
    indexed: ["task-0", "task-1"],
    list: "task-suite",
    inPage: true,
    container: true,
    data: { text: "two" },
    printed: true,
    sameOptions: true,
  });
});

test("hooks come in their order, and all is let go at the end", async ({ suite }) => {
  await open(suite);
  expect(await log(suite)).toEqual([
    "task.onRender",
    "task.onRender",
    "suite.onRender",
    "task.onFocus",
    "assignment.onStart",
  ]);
  await suite.inside("suite.focusTask(1)");
  expect(await log(suite)).toEqual(["task.onBlur", "task.onFocus"]);
  const told: string[] = [];
  suite.page.on("console", (message) => told.push(message.text()));
  await suite.inside("assignment.onDestroy = function () { console.log(log.join()); }, 0");
  await suite.page.evaluate(() => window.unmount());
  await expect.poll(() => told).toEqual(["task.onDestroy,task.onDestroy,suite.onDestroy"]);
});

test("destroying takes everything off the page, once", async ({ suite }) => {
  await open(suite);
  await log(suite);
  await suite.inside("assignment.destroy(), assignment.destroy()");
  expect(await log(suite)).toEqual([
    "task.onDestroy",
    "task.onDestroy",
    "suite.onDestroy",
    "assignment.onDestroy",
  ]);
  await expect(suite.frame.locator(".task, .task-suite")).toHaveCount(0);
});

test("without Handlebars, names in the markup stand for values, as text", async ({ suite }) => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the markup's own
  const viewSpec = { markup: "<p>${text} ${ text }-${gone}</p>", styles: "p { margin: 7px }", script: PROBE };
  await suite.open({ viewSpec, tasks: TWO });
  await expect(suite.task(0).locator("p")).toHaveText("<b>one</b> <b>one</b>-");
  await expect(suite.task(0).locator("p")).toHaveCSS("margin", "7px");
  expect(await suite.inside("typeof Handlebars + typeof TolokaHandlebarsTask")).toBe("undefinedundefined");
});

test("a template gets what getTemplateData makes of it", async ({ suite }) => {
  const script = `${PROBE}
    exports.Task.prototype.getTemplateData = function () {
      var data = TolokaHandlebarsTask.prototype.getTemplateData.call(this);
      data.greeting = { en: "Hello" }[this.getWorkspaceOptions().language];
      return data;
    };
    Handlebars.registerHelper("shout", function (text) { return String(text).toUpperCase(); });
    Handlebars.registerPartial("part", "<i>{{title}}</i>");`;
  const markup =
    '<p>{{greeting}} {{shout link.title}} {{#with link}}{{> part title="of"}}{{title}}{{/with}}</p>';
  await suite.open({ viewSpec: { markup, script, assets: HANDLEBARS }, tasks: TWO });
  await expect(suite.task(0).locator("p")).toHaveText("Hello T ofT");
});

test("answers are written, read, redrawn and told to the app", async ({ suite }) => {
  await open(suite);
  await suite.inside("tasks[0].setSolutionOutputValue('word', 'a')");
  await expect(suite.task(0).getByRole("textbox")).toHaveValue("a");
  await suite.inside("tasks[0].setSolutionOutputValues({ sure: true, extra: [1] })");
  await expect(suite.task(0).getByLabel("Sure")).toBeChecked();
  expect(await suite.inside("tasks[0].getSolution()")).toEqual({
    task_id: "task-0",
    output_values: { word: "a", sure: true, extra: [1] },
  });
  await suite.inside("tasks[0].setSolution({ task_id: 'task-0', output_values: { word: 'b' } })");
  await expect(suite.task(0).getByRole("textbox")).toHaveValue("b");
  await expect(suite.task(0).getByLabel("Sure")).not.toBeChecked();
  await suite.task(1).getByRole("textbox").fill("typed");
  expect(
    await suite.inside("suite.getSolutions().map(function (one) { return one.output_values; })"),
  ).toEqual([{ word: "b" }, { word: "typed", sure: false }]);
  await expect
    .poll(() => suite.answers())
    .toEqual([{ output_values: { word: "b" } }, { output_values: { word: "typed", sure: false } }]);
});

test("answers are checked: the current ones, or those given", async ({ suite }) => {
  await open(suite);
  const required = {
    task_id: "task-0",
    errors: { word: { code: "VALUE_REQUIRED", message: "Fill this in" } },
  };
  expect(await suite.inside("tasks[0].validate()")).toEqual(required);
  const given = "{ task_id: 'task-0', output_values: { word: 'a', sure: true } }";
  expect(await suite.inside(`tasks[0].validate(${given})`)).toBeNull();
  const second = { ...required, task_id: "task-1" };
  expect(await suite.inside("suite.validate()")).toEqual([required, second]);
  expect(await suite.inside(`suite.validate([${given}])`)).toBeNull();
});

test("states are saved under their names; pausing saves, resuming brings them back", async ({ suite }) => {
  await open(suite);
  await suite.inside("tasks[0].setSolutionOutputValue('word', 'kept')");
  expect(
    await suite.inside("JSON.parse(tasks[0].storage.getItem('TASK_STATE:assignment-1:task-0')).solution"),
  ).toEqual({
    task_id: "task-0",
    output_values: { word: "kept", sure: false },
  });
  await log(suite);
  await suite.inside("assignment.pause()");
  expect(await log(suite)).toEqual(["task.onPause", "task.onPause", "suite.onPause", "assignment.onPause"]);
  await suite.inside("tasks[0].setSolution({ task_id: 'task-0', output_values: {} })");
  await suite.inside("assignment.resume()");
  await expect(suite.task(0).getByRole("textbox")).toHaveValue("kept");
  const [first, , ...rest] = await log(suite);
  expect(first).toBe(`task.onResume:${JSON.stringify(await suite.inside("tasks[0].getSavedState()"))}`);
  expect(rest).toEqual(["suite.onResume", "assignment.onResume"]);
});

test("a preview has no id and saves nothing; another page's states are forgotten", async ({ suite }) => {
  await open(suite);
  await suite.inside("tasks[0].setSolutionOutputValue('word', 'kept')");
  await suite.page.evaluate(() => window.unmount());
  const kept = (): Promise<string> =>
    suite.page.evaluate(() => localStorage.getItem("talka.classic:project-1") ?? "");
  expect(await kept()).toContain("TASK_STATE:assignment-1:task-0");
  await open(suite, { assignmentId: undefined });
  expect(await suite.inside("[assignment.getId(), tasks[0].getSavedState()]")).toEqual([undefined, null]);
  await suite.inside("tasks[0].setSolutionOutputValue('word', 'new')");
  await suite.page.evaluate(() => window.unmount());
  expect(await kept()).not.toContain("TASK_STATE");
});

test("focus goes from task to task, by methods and by arrows", async ({ suite }) => {
  await open(suite);
  const focused = "suite.getFocusedTask().id";
  expect(await suite.inside(focused)).toBe("task-0");
  await suite.inside("suite.focusNextTask(), suite.focusNextTask()");
  expect(await suite.inside(focused)).toBe("task-1");
  await expect(suite.task(1)).toHaveClass(/task_focused/);
  await suite.inside("suite.focusPreviousTask()");
  expect(await suite.inside(focused)).toBe("task-0");
  for (const [key, id] of [
    ["ArrowDown", "task-1"],
    ["ArrowUp", "task-0"],
    ["ArrowRight", "task-1"],
    ["ArrowLeft", "task-0"],
  ]) {
    await suite.page.keyboard.press(key ?? "");
    expect(await suite.inside(focused)).toBe(id);
  }
});

test("keys reach the focused task, its fields, and whoever subscribed to them", async ({ suite }) => {
  const more = `
    exports.Task.prototype.onRender = function () {
      var say = function (key) { log.push(this.id + ":" + key); };
      ["enter", "esc", "arrow-left", "key"].forEach(function (event) { this.hotkey.on(event, say, this); }, this);
    };`;
  await open(suite, {}, more);
  await suite.task(0).click({ position: { x: 2, y: 2 } });
  await log(suite);
  for (const key of ["a", "7", "Escape", "Enter"]) await suite.page.keyboard.press(key);
  // What was subscribed to while tasks were drawn is there, for each of them.
  const said = await log(suite);
  expect(said.filter((one) => one.startsWith("task-1"))).toEqual([
    "task-1:A",
    "task-1:7",
    "task-1:Escape",
    "task-1:Enter",
  ]);
  expect(said).toContain('task.onKey:"A"');
  await suite.page.keyboard.press("w");
  await expect(suite.task(0).getByRole("textbox")).toBeFocused();
  await suite.inside("document.activeElement.blur(), tasks[0].hotkey.reset(), 0");
  await log(suite);
  await suite.page.keyboard.press("a");
  expect(await log(suite)).toEqual([]);
});

test("Enter hands in; errors go to the app, the hooks and the fields", async ({ suite }) => {
  await open(suite);
  await suite.task(0).getByRole("textbox").fill("a");
  await suite.page.keyboard.press("Enter");
  await expect(suite.task(1).getByRole("alert")).toHaveText("Fill this in");
  await expect(suite.task(1).getByRole("textbox")).toBeFocused();
  const error = { task_id: "task-1", errors: { word: { code: "VALUE_REQUIRED", message: "Fill this in" } } };
  const said = await log(suite);
  expect(said).toContain(`suite.onValidationFail:${JSON.stringify([error])}`);
  expect(said).toContain(`task.onValidationFail:${JSON.stringify(error)}`);
  await suite.task(1).getByRole("textbox").fill("b");
  await expect(suite.task(1).getByRole("alert")).toHaveCount(0);
  await suite.page.keyboard.press("Enter");
  await expect
    .poll(() => suite.told("submit"))
    .toEqual([
      [{ output_values: { word: "a", sure: false } }, { output_values: { word: "b", sure: false } }],
    ]);
});

test("provideSolutions takes a strategy and what to do about errors; as documented, it may be overridden", async ({
  suite,
}) => {
  const more = `
    exports.Assignment.prototype.provideSolutions = function (strategy, errorCallback) {
      strategy = strategy || function (solutions) {
        this.getSandboxChannel().triggerOut("assignment:submit", { solutions: solutions, assignmentId: this.getId() });
      };
      var solutions = this.getTaskSuite().getSolutions();
      Promise.resolve(this.getTaskSuite().validate(solutions)).then(function (errors) {
        if (!errors) strategy.call(this, solutions);
        else this.getSandboxChannel().triggerOut("assignment:validation:fail", errors);
      }.bind(this));
    };`;
  await open(suite, {}, more);
  expect((await suite.submit()).kind).toBe("errors");
  await expect(suite.task(0).getByRole("alert")).toHaveText("Fill this in");
  const taken = `new Promise(function (resolve) {
    TolokaAssignment.prototype.provideSolutions.call(assignment, resolve, resolve); })`;
  expect(await suite.inside(`${taken}.then(function (found) { return found.length; })`)).toBe(2);
  for (const index of [0, 1]) await suite.task(index).getByRole("textbox").fill("x");
  const solutions = await suite.inside<unknown[]>(taken);
  expect(solutions[1]).toEqual({ task_id: "task-1", output_values: { word: "x", sure: false } });
  expect((await suite.submit()).kind).toBe("solutions");
});

test("a page is skipped, explained and shown in full by what scripts ask for", async ({ suite }) => {
  await open(suite, {}, "window.heard = [];");
  await suite.inside("assignment.getSandboxChannel().on('*', function (name) { heard.push(name); }), 0");
  await suite.inside("tasks[0].getAssignment().skip()");
  await expect.poll(() => suite.told("skip")).toHaveLength(1);
  await suite.inside("suite.taskInterface.showInstructionPopup()");
  await suite.inside("assignment.getSandboxChannel().triggerOut('task:interface:show:instruction'), 0");
  await expect.poll(() => suite.told("instructions")).toHaveLength(2);
  await suite.submit();
  expect(await suite.inside("heard")).toEqual(["request:assignment:submit"]);
  expect(await suite.inside("tasks[0].clientInfo.getClientInfo()")).toEqual({});
});

test("full screen comes and goes by a press", async ({ suite }) => {
  const more = `exports.Task.prototype.onRender = function () {
    this.getDOMElement().addEventListener("dblclick", function () { this.taskInterface.toggleFullscreen(); }.bind(this)); };`;
  await open(suite, {}, more);
  const full = (): Promise<string | undefined> =>
    suite.page.evaluate(() => document.fullscreenElement?.className);
  await suite.task(0).dblclick({ position: { x: 2, y: 2 } });
  await expect.poll(full).toBe("classic-suite");
  await suite.task(0).dblclick({ position: { x: 2, y: 2 } });
  await expect.poll(full).toBeUndefined();
});

test("stored values are text, and expire", async ({ suite }) => {
  await open(suite);
  const found = await suite.inside(`(function () {
    var storage = tasks[0].storage;
    storage.setItem("number", 5);
    storage.setItem("past", "x", new Date(Date.now() - 1000));
    storage.setItem("span", "x", 60000);
    storage.setItem("gone", "x");
    suite.storage.removeItem("gone");
    return ["number", "past", "span", "gone", "never"].map(function (key) { return suite.storage.getItem(key); });
  })()`);
  expect(found).toEqual(["5", null, "x", null, null]);
  expect(
    await suite.inside(
      "localStorage.a = 1, localStorage.a + localStorage.getItem('a') + localStorage.length",
    ),
  ).toBe("111");
  await suite.page.evaluate(() => window.unmount());
  await open(suite);
  expect(await suite.inside("[tasks[0].storage.getItem('span'), localStorage.a]")).toEqual(["x", "1"]);
});

test("positions are given once and followed", async ({ suite, context, site }) => {
  await context.grantPermissions(["geolocation"], { origin: site.app });
  await context.setGeolocation({ latitude: 1, longitude: 2 });
  await open(suite, {}, "window.places = [];");
  const once = `new Promise(function (resolve) {
    tasks[0].geolocation.getCurrentPosition(function (p) { resolve(p.coords.longitude); }); })`;
  const asked = suite.inside(once);
  await suite.page.getByRole("button", { name: "Allow", exact: true }).click();
  expect(await asked).toBe(2);
  await suite.inside("suite.geolocation.watchPosition(function (p) { places.push(p.coords.latitude); }), 0");
  await expect.poll(() => suite.inside("places")).toEqual([1]);
  await context.setGeolocation({ latitude: 3, longitude: 2 });
  await expect.poll(() => suite.inside("places")).toEqual([1, 3]);
});

test("an error of the whole task is shown and hidden", async ({ suite }) => {
  await open(suite);
  await suite.inside("tasks[0].showTaskError('Look again\\nplease')");
  await expect(suite.task(0).getByRole("alert")).toHaveText("Look again please");
  await suite.inside("tasks[0].hideTaskError()");
  await expect(suite.task(0).getByRole("alert")).toHaveCount(0);
});

for (const given of [{ readOnly: true }, { readOnly: true, reviewMode: true }]) {
  test(`answers are looked at, not changed: ${JSON.stringify(given)}`, async ({ suite }) => {
    const more = `exports.Task.prototype.setSolution = function (solution) {
      log.push("set:" + solution.output_values.word);
      TolokaHandlebarsTask.prototype.setSolution.call(this, solution); };`;
    const solutions = ["a", "b"].map((word) => ({ output_values: { word, sure: true } }));
    await open(suite, { ...given, solutions }, more);
    const options = { isReadOnly: true, isReviewMode: "reviewMode" in given };
    expect(await suite.inside("suite.getWorkspaceOptions()")).toMatchObject(options);
    expect((await log(suite)).slice(0, 4)).toEqual(["task.onRender", "set:a", "task.onRender", "set:b"]);
    await expect(suite.task(1).getByRole("textbox")).toHaveValue("b");
    await expect(suite.task(1).getByRole("textbox")).toBeDisabled();
    await suite.inside(
      "tasks[0].setSolutionOutputValue('word', 'mine'), assignment.submit(), assignment.skip()",
    );
    await suite.page.waitForTimeout(400);
    for (const event of ["solutions", "submit", "skip"]) expect(await suite.told(event), event).toEqual([]);
  });
}

test("answers of a page that is loaded again stand in its fields", async ({ suite }) => {
  await open(suite);
  await suite.task(0).getByRole("textbox").fill("draft");
  await suite.task(1).getByLabel("Sure").check();
  await expect.poll(async () => JSON.stringify(await suite.answers())).toContain("true");
  const solutions = (await suite.answers()) as Array<{ output_values: Record<string, unknown> }>;
  await open(suite, { solutions });
  await expect(suite.task(0).getByRole("textbox")).toHaveValue("draft");
  await expect(suite.task(1).getByLabel("Sure")).toBeChecked();
  await expect(suite.task(1).getByRole("textbox")).toHaveValue("");
});

test("a script that writes all the time is no flood", async ({ suite }) => {
  await open(
    suite,
    {},
    "var n = 0; setInterval(function () { tasks[0].setSolutionOutputValue('word', String(n++)); }, 2);",
  );
  await expect
    .poll(() => suite.inside<number>("Number(tasks[0].getSolution().output_values.word)"), {
      timeout: 20_000,
    })
    .toBeGreaterThan(2500);
  await expect(suite.bar()).toHaveCount(0);
});

test("when the project's room is full, answers are taken all the same", async ({ suite }) => {
  await open(suite);
  await suite.inside("localStorage.setItem('all', 'x'.repeat(262000)), 0");
  await suite.inside("tasks[0].setSolutionOutputValue('word', 'y'.repeat(500))");
  await expect.poll(async () => JSON.stringify(await suite.answers())).toContain("yyy");
  expect(await suite.inside("tasks[0].getSavedState()")).toBeNull();
});

test("a check that fails by itself says so, and lets the worker out", async ({ suite }) => {
  await open(suite, {}, "exports.Task.prototype.validate = function () { return nothing.here; };");
  expect(await suite.submit()).toEqual({ kind: "silent" });
  await expect(suite.bar()).toContainText("did not give answers that can be sent");
  for (const [name, event] of [
    ["Write to the requester", "write"],
    ["Exit", "exit"],
    ["Skip", "skip"],
  ] as const) {
    await suite.bar().getByRole("button", { name }).click();
    expect(await suite.told(event)).toHaveLength(1);
  }
});
