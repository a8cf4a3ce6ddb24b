/** The documented components of classic markup: parameters, answers, what is refused, and how they are shown. */
import { expect, HANDLEBARS, type SuitePage, test } from "./fixtures";

async function open(
  suite: SuitePage,
  markup: string,
  output: object = {},
  input: object = {},
): Promise<void> {
  await suite.open({
    viewSpec: { markup, assets: HANDLEBARS },
    outputSpec: output as never,
    tasks: [{ id: "task-0", input_values: { ...input } }],
  });
  await expect(suite.task()).toBeVisible();
  await expect(suite.page.locator(".classic-suite__loading")).toHaveCount(0);
}

async function answer(suite: SuitePage): Promise<Record<string, unknown>> {
  return suite.inside(
    "assignment().getTaskSuite().getSolutions()[0].output_values".replace("assignment()", GET),
  );
}

/** The assignment, as any script reaches it. */
const GET = "(window.given || {}).assignment";

test.beforeEach(async ({ page }) => {
  await page.addInitScript(() => {
    // Each frame's assignment stands where tests find it, without a script of the interface's own.
    Object.defineProperty(window, "TolokaAssignment", {
      configurable: true,
      set(Base) {
        const start = Base.prototype.start;
        Base.prototype.start = function (this: object) {
          (window as unknown as { given: object }).given = { assignment: this };
          start.call(this);
        };
        Object.defineProperty(window, "TolokaAssignment", { value: Base, writable: true });
      },
    });
  });
});

test("buttons have four sizes, two colours and a class of their own", async ({ suite }) => {
  const sizes = ["S", "M", "L", "XL"].map(
    (size) => `{{button label="${size}" href="https://example.com/" size="${size}"}}`,
  );
  await open(
    suite,
    `${sizes.join("")}{{button label="Go" href=link action=true class="mine"}}{{button}}`,
    {},
    { link: "https://example.com/go" },
  );
  const height = async (name: string): Promise<number> =>
    (await suite.task().getByText(name, { exact: true }).boundingBox())?.height ?? 0;
  const heights = await Promise.all(["S", "M", "L", "XL"].map(height));
  expect([...heights].sort((one, other) => one - other)).toEqual(heights);
  expect(new Set(heights).size).toBe(4);
  expect(await height("Go")).toBe(heights[1]);
  const go = suite.task().getByText("Go");
  await expect(go).toHaveClass(/\bbutton\b.*\bmine\b/);
  await expect(go).toHaveCSS("background-color", "rgb(255, 219, 77)");
  await go.click();
  expect(await suite.told("link")).toEqual(["https://example.com/go"]);
});

test("a button that has to be pressed says false until it is", async ({ suite }) => {
  const field = '{{field type="button-clicked" name="ads" label="Click me" href=link}}';
  const output = { ads: { type: "boolean", required: true, allowed_values: [true] } };
  await open(suite, `${field}{{button label="L" size="L" href=link}}`, output, {
    link: "https://example.com/x",
  });
  expect(await answer(suite)).toEqual({ ads: false });
  expect((await suite.submit()).kind).toBe("errors");
  const link = suite.task().getByRole("link", { name: "Click me" });
  const [own, large] = [
    await link.boundingBox(),
    await suite.task().getByText("L", { exact: true }).boundingBox(),
  ];
  expect(own?.height).toBe(large?.height);
  await link.click();
  expect(await answer(suite)).toEqual({ ads: true });
  expect(await suite.told("link")).toEqual(["https://example.com/x"]);
});

test("checkboxes say no while they are left alone", async ({ suite }) => {
  const box = (name: string, more = ""): string =>
    `{{field type="checkbox" name="${name}" label="${name}" ${more}}}`;
  const boolean = { type: "boolean", required: true };
  const markup =
    box("red", 'hotkey="1"') +
    box("green", "checked=true") +
    box("blue", "value=true") +
    box("grey", 'disabled=true size="M"') +
    box("parts.one") +
    box("parts.two") +
    box("listed");
  await open(suite, markup, {
    ...{ red: boolean, green: boolean, blue: boolean, grey: boolean },
    parts: { type: "json", required: false },
    listed: { type: "string", required: false },
  });
  expect(await answer(suite)).toEqual({ red: false, green: true, blue: true, grey: false });
  expect((await suite.submit()).kind).toBe("solutions");
  await expect(suite.task().getByLabel("grey")).toBeDisabled();
  await suite.task().getByLabel("green").uncheck();
  await suite.task().getByLabel("parts.two").check();
  await suite.page.keyboard.press("1");
  await expect(suite.task().getByLabel("red")).toBeChecked();
  expect(await answer(suite)).toEqual({
    red: true,
    green: false,
    blue: true,
    grey: false,
    parts: { two: true },
  });
});

test("hints stand where validation-show says", async ({ suite }) => {
  const sides = [
    ...["top-left", "top-center", "top-right", "bottom-left", "bottom-center", "bottom-right"],
    ...["left-top", "left-center", "left-bottom", "right-top", "right-center", "right-bottom"],
  ];
  const field = (side: string, index: number): string =>
    `<p>{{field type="input" name="f${index}" size="S" validation-show="${side}"}}</p>`;
  const output = Object.fromEntries(
    [...sides, "false", ""].map((_, index) => [`f${index}`, { type: "string", required: true }]),
  );
  await open(
    suite,
    `${[...sides, "false"].map(field).join("")}<p>{{field type="input" name="f13"}}</p>`,
    output,
  );
  await suite.submit();
  for (const [index, side] of [...sides.entries(), [13, "top-left"] as const]) {
    const place = suite.task().locator(`.field:has(input[aria-label=f${index}])`);
    const [control, hint] = [
      await place.locator("input").boundingBox(),
      await place.getByRole("alert").boundingBox(),
    ];
    if (control === null || hint === null) throw new Error(side);
    const found = {
      top: hint.y + hint.height <= control.y + 1,
      bottom: hint.y >= control.y + control.height - 1,
      left: hint.x + hint.width <= control.x + 1,
      right: hint.x >= control.x + control.width - 1,
    };
    expect(found[side.split("-")[0] as keyof typeof found], side).toBe(true);
  }
  // Without a place of its own, what is wrong stands above the task.
  await expect(suite.task().locator(".task__error")).toHaveText("f12: Fill this in");
});

test("pictures are 300 pixels unless told otherwise, and grow when they are pressed", async ({ suite }) => {
  await suite.page.route("https://pictures.example/wide.svg", (route) =>
    route.fulfill({
      contentType: "image/svg+xml",
      body: '<svg xmlns="http://www.w3.org/2000/svg" width="2000" height="100"><rect width="2000" height="100"/></svg>',
    }),
  );
  const src = "https://pictures.example/wide.svg";
  await open(
    suite,
    `{{img src=src class="a mine"}}{{img src=src width="50%" height="75px" class="b"}}{{img src=src width="calc(100% - 30px)" class="c"}}
     <div style="width:400px">{{img src=src real-size=true class="d"}}</div>{{img src=src real-size=true screenshot=true class="e" alt="Wide"}}
     {{img src="javascript:alert(1)" class="f"}}`,
    {},
    { src },
  );
  const size = (name: string): Promise<[number, number]> =>
    suite
      .task()
      .locator(`img.img.${name}`)
      .evaluate((image) => [Math.round(image.clientWidth), Math.round(image.clientHeight)]);
  const width = await suite.task().evaluate((task) => task.clientWidth - 32);
  expect(await size("a")).toEqual([300, 300]);
  expect(await size("b")).toEqual([Math.round(width / 2), 75]);
  expect((await size("c"))[0]).toBe(width - 30);
  expect(await size("d")).toEqual([400, 20]);
  await expect(suite.task().locator("img.f")).not.toHaveAttribute("src", /./);
  const wide = suite.task().getByRole("button", { name: "Wide" });
  const small = (await size("e"))[0];
  expect(small).toBeLessThan(2000);
  await wide.click();
  expect(await size("e")).toEqual([2000, 100]);
  await expect(wide).toHaveAttribute("aria-pressed", "true");
  expect(await suite.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(1280);
  await wide.press("Enter");
  expect((await size("e"))[0]).toBe(small);
  expect(await suite.told("submit")).toEqual([]);
});

test("pages are drawn 1280 pixels wide, made smaller, and grow", async ({ suite }) => {
  await suite.page.route("https://pages.example/**", (route) =>
    route.fulfill({
      contentType: "text/html",
      body: "<p>Page</p><script>document.title = innerWidth</script>",
    }),
  );
  const src = "https://pages.example/";
  await open(
    suite,
    `{{iframe src=src class="a"}}{{iframe src=src content-width="false" width="50%" height="200px" class="b"}}
     {{iframe src=src content-width="640" width="320px" zoom=true class="c"}}{{iframe src=src sandbox="false" class="d"}}
     {{iframe src=src sandbox="allow-forms" class="e"}}{{iframe src="javascript:alert(1)" class="f"}}`,
    {},
    { src },
  );
  const place = (name: string) => suite.task().locator(`span.iframe.${name}`);
  const inner = (name: string): Promise<number> =>
    place(name)
      .locator("iframe")
      .evaluate((frame) => (frame as HTMLIFrameElement).clientWidth);
  expect(await place("a").boundingBox()).toMatchObject({ width: 300, height: 500 });
  expect(await inner("a")).toBe(1280);
  const half = await place("b").evaluate((element) => element.clientWidth);
  expect(await inner("b")).toBe(half);
  expect(await inner("c")).toBe(640);
  await place("c").getByRole("button", { name: "Full size" }).click();
  const large = await place("c").boundingBox();
  expect(large?.width).toBeGreaterThan(700);
  expect(large?.height).toBeGreaterThan(300);
  await place("c").getByRole("button", { name: "Full size" }).click();
  expect((await place("c").boundingBox())?.width).toBe(320);
  const sandbox = (name: string) => place(name).locator("iframe").getAttribute("sandbox");
  expect(await Promise.all(["a", "d", "e"].map(sandbox))).toEqual([
    "allow-scripts allow-same-origin",
    null,
    "allow-forms",
  ]);
  await expect(place("f").locator("iframe")).toHaveAttribute("src", "about:blank");
});

test("lists, radio buttons and texts begin with what they are given", async ({ suite }) => {
  const markup = `
    {{#field type="select" name="colour" placeholder="Choose a color" width="200px" mode="dropup"}}
      {{select_item value="red" text="Red"}}{{select_item value="green"}}{{/field}}
    {{#field type="select" name="given" size="S"}}{{#each list}}{{select_item value=this text=this selected=@last}}{{/each}}{{/field}}
    {{field type="radio" name="result" label="Yes" value="yes"}}{{field type="radio" name="result" label="No" value="no" checked=true}}
    {{field type="input" name="line" value="first" size="S"}}{{field type="input" name="wide" width="calc(100% - 30px)" placeholder="Type"}}
    {{field type="textarea" name="text" rows=5 resize="vertical" value="some"}}{{field type="textarea" name="off" disabled=true class="mine"}}`;
  await open(suite, markup, {}, { list: ["a", "b"] });
  expect(await answer(suite)).toEqual({ given: "b", result: "no", line: "first", text: "some" });
  const colour = suite.task().getByRole("combobox", { name: "Choose a color" });
  expect(await colour.evaluate((element) => element.getBoundingClientRect().width)).toBe(200);
  await expect(colour.getByRole("option")).toHaveText(["Choose a color", "Red", "green"]);
  await colour.selectOption("Red");
  await suite.task().getByLabel("Yes").check();
  await expect(suite.task().getByLabel("No")).not.toBeChecked();
  const text = suite.task().getByRole("textbox", { name: "text" });
  await expect(text).toHaveAttribute("rows", "5");
  await expect(text).toHaveCSS("resize", "vertical");
  await text.fill("");
  const off = suite.task().getByRole("textbox", { name: "off" });
  await expect(off).toBeDisabled();
  await expect(suite.task().locator(".field.field_type_textarea.mine")).toHaveCount(1);
  const row = await suite.task().evaluate((task) => task.clientWidth - 32);
  const wide = await suite
    .task()
    .getByPlaceholder("Type")
    .evaluate((element) => element.getBoundingClientRect().width);
  expect(Math.round(wide)).toBe(row - 30);
  expect(await answer(suite)).toEqual({ given: "b", result: "yes", line: "first", colour: "red" });
});

test("suggestions: the list binds unless other words are allowed", async ({ suite }) => {
  const field = (name: string, more: string): string =>
    `{{field type="suggest" name="${name}" source=countries placeholder="${name}" ${more}}}`;
  const markup =
    field("bound", 'hotkey="b"') +
    field("free", "allowCustomInput=true") +
    field("given", 'value="Elsewhere"');
  await open(suite, markup, {}, { countries: ["US", "Germany", "France"] });
  expect(await answer(suite)).toEqual({ given: "Elsewhere" });
  await suite.page.keyboard.press("b");
  const bound = suite.task().getByPlaceholder("bound");
  await expect(bound).toBeFocused();
  await expect(suite.task().getByRole("option")).toHaveText(["US", "Germany", "France"]);
  await bound.fill("Narnia");
  await suite.task().getByPlaceholder("free").fill("Narnia");
  await expect(suite.task().getByRole("alert")).toHaveText("Choose one of the suggestions");
  expect(await answer(suite)).toEqual({ given: "Elsewhere", free: "Narnia" });
  expect((await suite.submit()).kind).toBe("errors");
  await bound.fill("germ");
  await suite.task().getByRole("option", { name: "Germany" }).click();
  expect(await answer(suite)).toEqual({ given: "Elsewhere", free: "Narnia", bound: "Germany" });
});

test("files: one or several, from where and of which kind", async ({ suite }) => {
  const field = (name: string, more: string): string => `{{field type="file" name="${name}" ${more}}}`;
  const markup =
    field("one", 'sources="GALLERY FILE_MANAGER" fileType="IMAGE_OR_VIDEO"') +
    field("many", 'sources="FILE_MANAGER" fileType="ANY" label="Several"') +
    field("first", 'multipleSelect=false sources="FILE_MANAGER"') +
    field("voice", 'sources="RECORDER" fileType="AUDIO"') +
    field("film", 'sources="CAMERA" fileType="VIDEO" camera=true label="Film it"');
  const [file, files] = [
    { type: "file", required: false },
    { type: "array_file", required: false },
  ];
  await open(suite, markup, { one: file, many: files, first: files, voice: file, film: file });
  const input = (index: number) => suite.task().locator("input[type=file]").nth(index);
  const said = (index: number) =>
    input(index).evaluate((one) => [
      (one as HTMLInputElement).accept,
      (one as HTMLInputElement).multiple,
      one.getAttribute("capture"),
    ]);
  expect(await Promise.all([0, 1, 2, 3, 4].map(said))).toEqual([
    ["image/*,video/*", false, null],
    ["", true, null],
    ["", false, null],
    ["audio/*", false, "environment"],
    ["video/*", false, "environment"],
  ]);
  await expect(suite.task().getByRole("button")).toHaveText([
    "Choose a file",
    "Several",
    "Choose a file",
    "Record",
    "Film it",
  ]);
  const named = (name: string) => ({ name, mimeType: "text/plain", buffer: Buffer.from(name) });
  await input(1).setInputFiles([named("a.txt"), named("b.txt")]);
  await expect
    .poll(() => answer(suite))
    .toEqual({ many: [expect.stringMatching(/1$/), expect.stringMatching(/2$/)] });
  await input(0).setInputFiles(named("c.txt"));
  await expect.poll(async () => (await answer(suite)).one).toMatch(/3$/);
  await input(0).setInputFiles(named("d.txt"));
  await expect.poll(async () => (await answer(suite)).one).toMatch(/4$/);
  await suite.task().getByRole("button", { name: "Remove a.txt" }).click();
  await suite.task().getByRole("button", { name: "Remove d.txt" }).click();
  expect(await answer(suite)).toEqual({ many: [expect.stringMatching(/2$/)] });
  // Where only one is to be sent, it is that, though the answer is a list.
  await input(2).setInputFiles(named("e.txt"));
  await expect.poll(async () => (await answer(suite)).first).toEqual([expect.stringMatching(/5$/)]);
});

test("what is not known says so", async ({ suite }) => {
  await open(suite, '{{field type="rocket" name="a"}}{{textAnnotationInterface input tagsData}}');
  await expect(suite.task()).toContainText("“rocket” is not supported");
  await expect(suite.task()).toContainText("“textAnnotationInterface” is not supported");
  expect(await suite.told("warning")).toEqual([
    { code: "unsupported", detail: "textAnnotationInterface" },
    { code: "field-unknown", detail: "rocket" },
  ]);
});
