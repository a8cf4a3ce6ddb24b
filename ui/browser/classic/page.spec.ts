/** A classic interface as a part of the page around it: its height, its colours, its width, its name, many tasks. */
import AxeBuilder from "@axe-core/playwright";
import { expect, HANDLEBARS, PROBE, type SuitePage, test } from "./fixtures";

const tasks = (count: number) =>
  Array.from({ length: count }, (_, place) => ({
    id: `task-${place}`,
    input_values: { text: `Text ${place}` },
  }));
const FORM = `<p>{{text}}</p>{{field type="radio" name="r" value="a" label="Yes" hotkey="1"}}{{field type="radio" name="r" value="b" label="No" hotkey="2"}}
  {{field type="input" name="i" placeholder="Comment" width="100%"}}`;

const height = async (suite: SuitePage): Promise<number> =>
  (await suite.page.locator("iframe").boundingBox())?.height ?? 0;

async function open(
  suite: SuitePage,
  { count = 1, markup = FORM, styles = "", output = {} } = {},
): Promise<void> {
  await suite.open({
    viewSpec: { markup, styles, script: PROBE, assets: HANDLEBARS },
    outputSpec: output as never,
    tasks: tasks(count),
  });
  await expect(suite.task(count - 1)).toBeVisible();
}

test("the frame is as high as what it shows, and follows it", async ({ suite }) => {
  await open(suite, { styles: ".tall { height: 500px }" });
  const before = await height(suite);
  await suite.inside("tasks[0].getDOMElement().insertAdjacentHTML('beforeend', '<div class=tall></div>')");
  await expect.poll(() => height(suite)).toBe(before + 500);
  await suite.inside("tasks[0].getDOMElement().lastElementChild.remove()");
  await expect.poll(() => height(suite)).toBe(before);
});

for (const styles of [
  "html, body { height: 100% }",
  "body { min-height: 100vh; margin: 20px }",
  ".task { height: 100% }",
]) {
  test(`styles that measure by the window do not hide the task: ${styles}`, async ({ suite }) => {
    await open(suite, { styles, count: 3 });
    await expect.poll(() => height(suite)).toBeGreaterThan(400);
    const found = await height(suite);
    await suite.page.waitForTimeout(500);
    expect(await height(suite)).toBe(found);
  });
}

test("a task that is as high as the window does not grow for ever", async ({ suite }) => {
  await open(suite, { styles: ".task { min-height: 100vh }" });
  await suite.page.waitForTimeout(1500);
  const found = await height(suite);
  expect(found).toBeLessThan(1000);
  await suite.page.waitForTimeout(500);
  expect(await height(suite)).toBe(found);
});

test("fifty tasks are answered by keys alone, and the wrong one is shown", async ({ suite }) => {
  await open(suite, { count: 50, output: { r: { type: "string", required: true } } });
  await suite.task(0).click({ position: { x: 2, y: 2 } });
  for (let place = 0; place < 50; place += 1) {
    if (place !== 40) await suite.page.keyboard.press(place % 2 === 0 ? "1" : "2");
    await suite.page.keyboard.press("ArrowDown");
  }
  await expect(suite.task(49)).toBeInViewport();
  await suite.page.evaluate(() => scrollTo(0, 0));
  expect(await suite.submit()).toEqual({
    kind: "errors",
    errors: { 40: { r: { code: "VALUE_REQUIRED", message: "Fill this in" } } },
  });
  await expect(suite.task(40).getByRole("alert")).toBeInViewport();
  await suite.page.keyboard.press("2");
  const result = await suite.submit();
  expect(
    result.kind === "solutions" && result.solutions.map(({ output_values }) => output_values.r).join(""),
  ).toBe(`${"ab".repeat(20)}bb${"ab".repeat(4)}`);
});

for (const width of [320, 1280]) {
  for (const colorScheme of ["light", "dark"] as const) {
    test(`it can be read and is named: ${width} pixels, ${colorScheme}`, async ({ suite }) => {
      await suite.page.setViewportSize({ width, height: 800 });
      await suite.page.emulateMedia({ colorScheme });
      const wide = '<table><tr><td style="min-width:700px">wide</td></tr></table>';
      await open(suite, { count: 2, markup: FORM + wide, output: { r: { type: "string", required: true } } });
      await suite.submit();
      await expect(suite.task(0).getByRole("alert")).toBeVisible();
      expect(await suite.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
        width,
      );
      // What is wider than the frame is reached by scrolling within it.
      const sideways = await suite.inside<number>(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth",
      );
      expect(sideways > 0).toBe(width === 320);
      await expect(suite.page.locator("iframe")).toHaveAccessibleName("Task");
      const { violations } = await new AxeBuilder({ page: suite.page })
        .withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"])
        .analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual(
        [],
      );
      const background = await suite.frame
        .locator("body")
        .evaluate((body) => getComputedStyle(body).backgroundColor);
      expect(background).toBe(colorScheme === "dark" ? "rgb(21, 24, 28)" : "rgb(255, 255, 255)");
    });
  }
}

test("with colours of its own it stays light in the dark", async ({ suite }) => {
  await suite.page.emulateMedia({ colorScheme: "dark" });
  await open(suite, { styles: ".task { color: #111 }" });
  await expect(suite.frame.locator("body")).toHaveCSS("background-color", "rgb(255, 255, 255)");
});
