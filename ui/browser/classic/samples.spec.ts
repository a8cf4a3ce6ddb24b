/** The samples with classic interfaces, done as a worker does them. */
import AxeBuilder from "@axe-core/playwright";
import type { Mounted } from "../pages/classic";
import { DEVICES, type Place, rightBy, usersOf } from "../samples/place";
import { HAS_SAMPLES, NO_SAMPLES, type Sample, sampleOf } from "../samples/sample";
import { classic } from "../samples/users/classic";
import { expect, type SuitePage, sample, test } from "./fixtures";

async function expectAccessible(suite: SuitePage): Promise<void> {
  const { violations } = await new AxeBuilder({ page: suite.page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
    .analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
}

function mounted({ view_spec, input_spec, output_spec, tasks }: Sample) {
  return {
    viewSpec: view_spec as unknown as Mounted["viewSpec"],
    inputSpec: input_spec as Mounted["inputSpec"],
    outputSpec: output_spec as unknown as Mounted["outputSpec"],
    tasks: tasks.map((task, index) => ({ ...task, id: `task-${index}` })),
  };
}

function placeOn(suite: SuitePage, sample: Sample): Place {
  const last = async () => ((await suite.told("solutions")).at(-1) as { output_values: object }[])[0];
  return {
    page: suite.page,
    sample,
    expectAnswer: (expected) => expect.poll(last).toEqual({ output_values: expected }),
    async expectRefused(...words) {
      expect(await suite.submit()).toMatchObject({ kind: "errors" });
      for (const one of words) await expect(suite.task().getByRole("alert")).toContainText(one);
    },
  };
}

for (const { number, sample: named, way, user } of usersOf(classic)) {
  test.describe(`${number}: ${named.name}`, () => {
    test.skip(!HAS_SAMPLES, NO_SAMPLES);
    test.use(DEVICES[way]);
    test(`by ${way}`, async ({ suite }) => {
      const sample = sampleOf(number);
      await suite.open(mounted(sample));
      await user(placeOn(suite, sample));
      await expectAccessible(suite);
      const expected = sample.solutions[0]?.output_values;
      const solutions = sample.tasks.map(() => ({ output_values: rightBy(way, expected) }));
      if (named.handsItselfIn) await expect.poll(() => suite.told("submit")).toEqual([solutions]);
      else expect(await suite.submit()).toEqual({ kind: "solutions", solutions });
      const wide = await suite.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(wide).toBeLessThanOrEqual(0);
    });
  });
}

test.describe("22: a form of fields", () => {
  test("says which field is wrong until it is right, and has the app open its link", async ({ suite }) => {
    const { expected, ...given } = sample("22-classic-form");
    const { visited: _, ...before } = expected[0] ?? {};
    await suite.open({ ...given, solutions: [{ output_values: before }] });
    await expect(suite.task().getByLabel("Bad")).toBeChecked();
    expect(await suite.submit()).toEqual({
      kind: "errors",
      errors: { 0: { visited: { code: "VALUE_NOT_ALLOWED", message: "Must be one of: true" } } },
    });
    await suite.task().getByRole("link", { name: "Open the page" }).click();
    expect(await suite.told("link")).toEqual(["https://example.com/"]);
    expect(await suite.submit()).toEqual({ kind: "solutions", solutions: [{ output_values: expected[0] }] });
  });

  test("takes a photo, makes it smaller and keeps its id", async ({ suite }) => {
    const { viewSpec, outputSpec, inputSpec, tasks } = sample("22-classic-form");
    await suite.open({ viewSpec, outputSpec, inputSpec, tasks });
    const photo = await suite.page.screenshot();
    const chosen = suite.page.waitForEvent("filechooser");
    await suite.task().getByRole("button", { name: "Take a photo" }).click();
    await (await chosen).setFiles({ name: "photo.png", mimeType: "image/png", buffer: photo });
    await expect(suite.task().locator(".field__file[data-state=done]")).toContainText("photo.png");
    expect(await suite.told("upload")).toEqual([
      { name: "photo.jpg", type: "image/jpeg", size: expect.any(Number) },
    ]);
    await expect
      .poll(async () => (await suite.told("solutions")).at(-1))
      .toEqual([
        { output_values: expect.objectContaining({ photo: "00000000-0000-4000-8000-000000000001" }) },
      ]);
    await suite.task().getByRole("button", { name: "Remove photo.png" }).click();
    await expect(suite.task().locator(".field__file")).toHaveCount(0);
  });

  test("says what failed to upload, and tries again", async ({ suite }) => {
    const { viewSpec, outputSpec, inputSpec, tasks } = sample("22-classic-form");
    await suite.open({ viewSpec, outputSpec, inputSpec, tasks, uploads: "fail" });
    const buffer = Buffer.from("no picture");
    await suite
      .task()
      .locator("input[type=file]")
      .setInputFiles({ name: "a.png", mimeType: "image/png", buffer });
    await expect(suite.task().locator(".field__file")).toContainText("a.png – not uploaded");
    await suite.task().getByRole("button", { name: "Try again" }).click();
    await expect.poll(async () => (await suite.told("upload")).length).toBe(2);
  });

  test("is shown as it was answered, and cannot be changed", async ({ suite }) => {
    const { expected, ...given } = sample("22-classic-form");
    await suite.open({ ...given, readOnly: true, solutions: [{ output_values: expected[0] ?? {} }] });
    const task = suite.task();
    await expect(task.getByLabel("Bad")).toBeChecked();
    await expect(task.getByLabel("Bad")).toBeDisabled();
    await expect(task.getByRole("textbox", { name: "Title" })).toHaveValue("T");
    await expect(task.getByRole("combobox")).toBeDisabled();
    expect(await suite.told("solutions")).toEqual([]);
    await expectAccessible(suite);
  });
});

test.describe("23: classes of the requester's own", () => {
  test("say what is wrong beside the field, and by their own hook", async ({ suite }) => {
    const { viewSpec, inputSpec, outputSpec, tasks } = sample("23-classic-script");
    await suite.open({ viewSpec, inputSpec, outputSpec, tasks });
    await suite.task(0).getByRole("button", { name: "1" }).click();
    const result = await suite.submit();
    expect(result).toEqual({
      kind: "errors",
      errors: {
        0: { country: { code: "REQUIRED", message: "Say where" } },
        1: { stars: { code: "VALUE_REQUIRED", message: "Fill this in" } },
      },
    });
    await expect(suite.task(0).locator(".field_type_suggest")).toContainText("Say where");
    await expect(suite.task(0).locator(".err")).toHaveText("country");
    await expect(suite.task(1).getByRole("alert")).toHaveText("stars: Fill this in");
    await expectAccessible(suite);
  });

  test("suggestions are picked by keyboard", async ({ suite }) => {
    const { viewSpec, inputSpec, outputSpec, tasks } = sample("23-classic-script");
    await suite.open({ viewSpec, inputSpec, outputSpec, tasks });
    const country = suite.task(1).getByRole("combobox");
    await country.pressSequentially("po");
    await expect(suite.task(1).getByRole("option")).toHaveText(["Portugal", "Poland"]);
    await expectAccessible(suite);
    await country.press("ArrowDown");
    await country.press("ArrowDown");
    await country.press("Enter");
    await expect(country).toHaveValue("Poland");
    await expect
      .poll(async () => (await suite.told("solutions")).at(-1))
      .toEqual([{ output_values: {} }, { output_values: { country: "Poland" } }]);
    expect(await suite.told("submit")).toEqual([]);
  });

  test("keep what they store, for their project", async ({ suite }) => {
    const { viewSpec, inputSpec, outputSpec, tasks } = sample("23-classic-script");
    await suite.open({ viewSpec, inputSpec, outputSpec, tasks });
    await expect(suite.task(1)).toBeVisible();
    await suite.page.evaluate(() => window.unmount());
    const kept = await suite.page.evaluate(() => localStorage.getItem("talka.classic:project-1"));
    expect(Object.keys(JSON.parse(kept ?? "{}"))).toEqual(["item:seen:task-0", "item:seen:task-1"]);
  });
});

test.describe("24: areas on a picture", () => {
  test("given areas are moved, by mouse and point by point", async ({ suite }) => {
    const { viewSpec, inputSpec, outputSpec, tasks } = sample("24-classic-image-annotation");
    await suite.open({ viewSpec, inputSpec, outputSpec, tasks });
    const stage = suite.frame.getByRole("application");
    await expect(stage.locator("[data-area]")).toHaveCount(1);
    await stage.locator("circle[data-point='2']").dragTo(stage, { targetPosition: { x: 320, y: 240 } });
    await suite.page.keyboard.press("Tab");
    await suite.page.keyboard.press("Shift+Tab");
    await suite.page.keyboard.press("ArrowLeft");
    const result = [{ type: "rectangle", data: { p1: { x: 0.1, y: 0.2 }, p2: { x: 0.49, y: 0.5 } } }];
    expect(await suite.submit()).toEqual({ kind: "solutions", solutions: [{ output_values: { result } }] });
    await suite.page.keyboard.press("d");
    await expect(stage.locator("[data-area]")).toHaveCount(0);
  });

  test("a rectangle is pulled where the polygon is hidden", async ({ suite }) => {
    const { viewSpec, inputSpec, outputSpec, tasks } = sample("24-classic-image-annotation");
    await suite.open({ viewSpec, inputSpec, outputSpec, tasks });
    const stage = suite.frame.getByRole("application");
    await expect(stage.locator("[data-area]")).toHaveCount(1);
    await stage.locator("svg").scrollIntoViewIfNeeded();
    const box = await stage.locator("svg").boundingBox();
    if (box === null) throw new Error("no picture");
    await suite.page.mouse.move(box.x + 576, box.y + 432);
    await suite.page.mouse.down();
    await suite.page.mouse.move(box.x + 400, box.y + 300);
    await suite.page.mouse.move(box.x + 320, box.y + 240);
    await suite.page.mouse.up();
    await expect(stage.locator("[data-area]")).toHaveCount(2);
    const drawn = { type: "rectangle", data: { p1: { x: 0.5, y: 0.5 }, p2: { x: 0.9, y: 0.9 } } };
    const result = await suite.submit();
    expect(result.kind === "solutions" && result.solutions[0]?.output_values.result).toContainEqual(drawn);
  });
});

test.describe("on a phone", () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 360, height: 740 } });

  test("fields are large enough to press", async ({ suite }) => {
    const { viewSpec, inputSpec, outputSpec, tasks } = sample("22-classic-form");
    await suite.page.setViewportSize({ width: 360, height: 1600 });
    await suite.open({ viewSpec, inputSpec, outputSpec, tasks });
    for (const name of ["Good", "Blurred"]) {
      await suite.task().getByLabel(name).check();
      const box = await suite.task().locator(".field__choice", { hasText: name }).boundingBox();
      expect(box?.height).toBeGreaterThanOrEqual(44);
    }
    await expectAccessible(suite);
  });
});
