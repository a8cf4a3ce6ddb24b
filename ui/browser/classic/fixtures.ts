/** What the tests of classic interfaces share: the site, the page around a suite, samples and their media. */
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { test as base, type FrameLocator, type Locator, type Page } from "@playwright/test";
import type { SubmitResult } from "~/classic-host";
import type { Mounted } from "../pages/classic";
import { type Site, startSite } from "./site";

const EXAMPLES = resolve(import.meta.dirname, "../../../../shared/examples");

export interface Sample extends Pick<Mounted, "viewSpec" | "inputSpec" | "outputSpec" | "tasks"> {
  expected: Array<Record<string, unknown>>;
}

export class SuitePage {
  readonly frame: FrameLocator;

  constructor(
    readonly page: Page,
    readonly site: Site,
  ) {
    this.frame = page.frameLocator("iframe");
  }

  async open(given: Partial<Mounted> & Pick<Mounted, "viewSpec">): Promise<void> {
    await this.page.goto(this.site.app);
    await this.mount(given);
  }

  async mount(given: Partial<Mounted> & Pick<Mounted, "viewSpec">): Promise<void> {
    const whole: Mounted = {
      frameUrl: this.site.frame,
      inputSpec: {},
      outputSpec: {},
      tasks: [{ id: "task-0", input_values: {} }],
      ...given,
    };
    await this.page.evaluate((props) => window.mount(props), whole);
  }

  task(index = 0): Locator {
    return this.frame.locator(".task").nth(index);
  }

  /** Something worked out within the frame once it is there, by the names that its script left on the window. */
  async inside<T>(code: string): Promise<T> {
    await this.page.locator(".classic-suite__loading").waitFor({ state: "detached" });
    return await this.frame.locator("body").evaluate((_, source) => {
      // biome-ignore lint/security/noGlobalEval: it is the test's own code, in a document that lets code be read
      return eval(source) as T;
    }, code);
  }

  /** The answers that the app was told of last. */
  async answers(): Promise<unknown> {
    return (await this.told("solutions")).at(-1);
  }

  bar(): Locator {
    return this.page.locator(".classic-suite__bar_trouble");
  }

  submit(): Promise<SubmitResult> {
    return this.page.evaluate(() => window.requestSubmit());
  }

  /** The values of all events of this name, in order. */
  told(event: string): Promise<unknown[]> {
    return this.page.evaluate(
      (name) => window.told.filter((one) => one.event === name).map((one) => one.value),
      event,
    );
  }
}

export const test = base.extend<{ suite: SuitePage }, { site: Site }>({
  site: [
    async ({ browserName: _ }, use, info) => {
      const site = await startSite(info.parallelIndex);
      await use(site);
      await site.close();
    },
    { scope: "worker", timeout: 120_000 },
  ],
  suite: async ({ page, site }, use) => {
    await serveMedia(page);
    await use(new SuitePage(page, site));
  },
});

export const HANDLEBARS = { script_urls: ["$TOLOKA_ASSETS/js/toloka-handlebars-templates.js"] };

/** Classes that inherit in the documented way, tell each hook in `log` and stand on the window by their kinds. */
export const PROBE = `
  window.log = [];
  window.tasks = [];
  function say(who, what) { return function (given) { log.push(who + "." + what + (given === undefined ? "" : ":" + JSON.stringify(given))); }; }
  function extend(Parent, construct, methods) {
    construct.prototype = Object.create(Parent.prototype);
    for (var name in methods) construct.prototype[name] = methods[name];
    return construct;
  }
  function hooks(who, names) { var found = {}; names.forEach(function (name) { found[name] = say(who, name); }); return found; }
  var TaskBase = window.TolokaHandlebarsTask || TolokaTask;
  var SuiteBase = window.TolokaHandlebarsTaskSuite || TolokaTaskSuite;
  exports.Task = extend(TaskBase, function (options) { TaskBase.call(this, options); tasks.push(this); },
    hooks("task", ["onRender", "onDestroy", "onFocus", "onBlur", "onKey", "onPause", "onResume", "onValidationFail"]));
  exports.TaskSuite = extend(SuiteBase, function (options) { SuiteBase.call(this, options); window.suite = this; },
    hooks("suite", ["onRender", "onDestroy", "onPause", "onResume", "onValidationFail"]));
  exports.Assignment = extend(TolokaAssignment, function (options) { TolokaAssignment.call(this, options); window.assignment = this; },
    hooks("assignment", ["onStart", "onPause", "onResume", "onDestroy"]));
`;

async function serveMedia(page: Page): Promise<void> {
  const file = resolve(EXAMPLES, "media.json");
  if (!existsSync(file)) return;
  const { files } = JSON.parse(readFileSync(file, "utf8"));
  for (const [url, { content_type, text, base64 }] of Object.entries<Record<string, string>>(files)) {
    const body = text ?? Buffer.from(base64 ?? "", "base64");
    await page.route(url, (route) => route.fulfill({ contentType: content_type ?? "", body }));
  }
}

/** A sample of the shared folder; without the folder the test is skipped. */
export function sample(name: string): Sample {
  const file = resolve(EXAMPLES, "view-specs", `${name}.json`);
  test.skip(!existsSync(file), "the samples are in ../shared, which is not here");
  const { view_spec, input_spec, output_spec, tasks, solutions } = JSON.parse(readFileSync(file, "utf8"));
  return {
    viewSpec: view_spec,
    inputSpec: input_spec,
    outputSpec: output_spec,
    tasks: tasks.map((task: Mounted["tasks"][number], index: number) => ({ ...task, id: `task-${index}` })),
    expected: solutions
      .filter(({ valid }: { valid: boolean }) => valid)
      .map(({ output_values }: { output_values: Record<string, unknown> }) => output_values),
  };
}

export { expect } from "@playwright/test";
