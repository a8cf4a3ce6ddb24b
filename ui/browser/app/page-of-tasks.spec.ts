/** The page of tasks in each of its states: axe in both themes, large enough for a finger, at home on 320 px. */
import type { Page } from "@playwright/test";
import type { Account } from "../account";
import { expectFit } from "../pages";
import { mixed, requiring } from "./desk";
import { expect, type Platform, test } from "./platform";

const CONFIG = {
  view: {
    type: "view.list",
    items: [
      {
        type: "view.alert",
        theme: "warning",
        content: { type: "view.text", content: "Read it to its end." },
      },
      { type: "view.image", url: { type: "data.input", path: "image" }, maxWidth: 240 },
      { type: "view.markdown", content: "## What is there\n\nA *small* [map](https://media.example/map)" },
      {
        type: "field.button-radio-group",
        label: "What is it?",
        hint: "The largest thing counts",
        data: { type: "data.output", path: "kind" },
        options: ["Cat", "Dog", "Something else"].map((label) => ({ label, value: label })),
        validation: { type: "condition.required", hint: "Choose one" },
      },
      {
        type: "field.radio-group",
        label: "Is it sharp?",
        data: { type: "data.output", path: "sharp" },
        options: [
          { label: "Yes", value: "yes", hint: "Every edge" },
          { label: "No", value: "no" },
        ],
        validation: { type: "condition.required" },
      },
      {
        type: "field.checkbox-group",
        label: "What else?",
        data: { type: "data.output", path: "more" },
        options: ["Trees", "People"].map((label) => ({ label, value: label })),
      },
      {
        type: "field.text",
        label: "Name it",
        placeholder: "One word",
        data: { type: "data.output", path: "name" },
        validation: { type: "condition.required" },
      },
      {
        type: "field.select",
        label: "How sure are you?",
        data: { type: "data.output", path: "sure" },
        options: ["Very", "A little"].map((label) => ({ label, value: label })),
      },
    ],
  },
  plugins: [
    {
      type: "plugin.hotkeys",
      "1": { type: "action.set", data: { type: "data.output", path: "kind" }, payload: "Cat" },
    },
  ],
};

const MARKUP = `<h2>Item {{id}}</h2><p>{{text}}</p>
{{field type="radio" name="quality" value="good" label="Good" hotkey="1"}}
{{field type="radio" name="quality" value="bad" label="Bad" hotkey="2"}}
{{field type="checkbox" name="blurred" label="Blurred"}}
{{field type="input" name="title" placeholder="Title"}}
{{field type="textarea" name="comment" rows=3}}
{{#field type="select" name="colour"}}{{select_item value="red" text="Red"}}{{select_item value="green" text="Green"}}{{/field}}`;

const text = (required: boolean) => ({ type: "string", required });

const template = {
  input_spec: { image: { type: "url" } },
  output_spec: {
    kind: text(true),
    sharp: text(true),
    more: { type: "json", required: false },
    name: text(true),
    sure: text(false),
  },
  view_spec: { type: "tb", config: JSON.stringify(CONFIG), lock: { core: "1.0.0" } },
};

const classic = {
  input_spec: { id: { type: "string" }, text: { type: "string" } },
  output_spec: {
    quality: text(true),
    blurred: { type: "boolean", required: false },
    title: text(true),
    comment: text(false),
    colour: text(false),
  },
  view_spec: {
    type: "classic",
    markup: MARKUP,
    script: "",
    styles: "",
    assets: { script_urls: ["$TOLOKA_ASSETS/js/toloka-handlebars-templates.js"] },
  },
};

const IMAGE = { image: "https://media.example/a.svg" };
const ITEM = { id: "1", text: "Something to judge" };

/** A page of two tasks, opened by the worker; its id. */
async function open(page: Page, platform: Platform, task_spec: object, input: object): Promise<string> {
  const { requester } = platform;
  const pool = await requester.pool(await requester.project({ public_name: "Pictures", task_spec }), {
    mixer_config: mixed(2),
  });
  await requester.tasks(pool, [input, input], { overlap: 1 });
  await requester.open("pools", pool);
  return take(page, platform, pool);
}

async function take(page: Page, { server, worker }: Platform, pool: string): Promise<string> {
  const { id } = await worker.take(pool);
  await page.goto(server.page(`/assignments/${id}`));
  await expect(page.getByRole("dialog", { name: "Instructions" })).toBeVisible();
  return id;
}

const submit = (page: Page) => page.getByRole("button", { name: "Submit" });
const task = (page: Page, index: number) => page.locator(`[data-task="${index}"]`);

async function answer(page: Page): Promise<void> {
  for (const index of [0, 1]) {
    await task(page, index).getByRole("radio", { name: "Cat" }).click();
    await task(page, index).getByRole("radio", { name: "Yes" }).check();
    await task(page, index).getByRole("textbox", { name: "Name it" }).fill("Tom");
  }
}

test("instructions, tasks, errors, what may be written and whether it is given back", async ({
  page,
  platform,
}) => {
  test.setTimeout(120_000);
  await open(page, platform, template, IMAGE);
  await expectFit(page);
  await page.keyboard.press("Escape");
  await expect(page.locator("img").first()).toBeVisible();
  await expectFit(page);

  await submit(page).click();
  await expect(task(page, 0).getByRole("alert").filter({ hasText: "Choose one" })).toBeVisible();
  await expectFit(page);

  await page.getByRole("button", { name: "Write to the requester" }).click();
  await expect(page.getByLabel("Your message")).toBeFocused();
  await expectFit(page);
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "Exit" }).click();
  await expect(page.getByRole("region", { name: "Exit" })).toBeVisible();
  await expectFit(page);
});

test("answers that cannot be sent, another tab that has the page, the end and the review", async ({
  page,
  context,
  platform,
}) => {
  test.setTimeout(120_000);
  const { requester, server } = platform;
  const id = await open(page, platform, template, IMAGE);
  await page.keyboard.press("Escape");
  await answer(page);
  await page.route("**/submit?*", (route) => route.abort("connectionreset"));
  await submit(page).click();
  await expect(page.getByText("Your answers are kept on this device")).toBeVisible();
  await expectFit(page);
  await page.getByRole("button", { name: "Change the answers" }).click();

  const second = await context.newPage();
  await second.goto(page.url());
  await expect(page.getByText("opened in another tab")).toBeVisible();
  await expectFit(page);

  await submit(second).click();
  await expect(second.getByRole("heading", { name: "Handed in" })).toBeFocused();
  await expectFit(second);

  await reject(requester, id);
  await page.goto(server.page(`/assignments/${id}`));
  await expect(page.getByText("It is a dog.")).toBeVisible();
  await expect(task(page, 0).getByRole("radio", { name: "Cat" })).toBeChecked();
  await expectFit(page);
});

test("the mistakes of a training", async ({ page, platform }) => {
  test.setTimeout(120_000);
  const { requester } = platform;
  const project = await requester.project({ public_name: "Pictures to learn by", task_spec: template });
  const training = await requester.training(project);
  const answers = { kind: "Dog", sharp: "yes", name: "Rex" };
  for (const hint of ["It barks.", "It has a collar."]) {
    await requester.tasks(training, [IMAGE], {
      known_solutions: [{ output_values: answers }],
      message_on_unknown_solution: hint,
      infinite_overlap: true,
    });
  }
  await requester.open("trainings", training);
  const quality_control = requiring(training, 50);
  const pool = await requester.pool(project, { mixer_config: mixed(1), quality_control });
  await requester.tasks(pool, [IMAGE]);
  await requester.open("pools", pool);
  await take(page, platform, training);
  await page.keyboard.press("Escape");
  await answer(page);
  await submit(page).click();
  await expect(page.getByText("It barks.")).toBeVisible();
  await expectFit(page);
});

test("a classic interface, its errors and its review", async ({ page, platform }) => {
  test.setTimeout(120_000);
  const id = await open(page, platform, classic, ITEM);
  await page.keyboard.press("Escape");
  const tasks = page.frameLocator("iframe").locator(".task");
  await expect(tasks.first().getByRole("heading")).toHaveText("Item 1");
  await expectFit(page);
  await submit(page).click();
  await expect(tasks.first().getByRole("alert").first()).toBeVisible();
  await expectFit(page);
  for (const index of [0, 1]) {
    await tasks.nth(index).getByLabel("Good").check();
    await tasks.nth(index).getByPlaceholder("Title").fill("T");
  }
  await submit(page).click();
  await expect(page.getByRole("heading", { name: "Handed in" })).toBeVisible();
  await reject(platform.requester, id);
  await page.goto(platform.server.page(`/assignments/${id}`));
  await expect(tasks.first().getByLabel("Good")).toBeChecked();
  await expectFit(page);
});

const reject = (requester: Account, id: string) =>
  requester.call("PATCH", `/assignments/${id}`, { status: "REJECTED", public_comment: "It is a dog." });
