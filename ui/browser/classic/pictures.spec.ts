/** Photos as phones take them, and areas marked on them: turned pictures, fingers, annotations and their scripts. */
import type { Locator, Page } from "@playwright/test";
import { EDITOR, openEditor, result } from "./editor";
import { expect, HANDLEBARS, type SuitePage, test } from "./fixtures";
import { file, photo } from "./photo";

/** What the app got last, as it is drawn without any EXIF data: its size, and its colour at the top and at the bottom. */
function uploaded(page: Page): Promise<unknown> {
  return page.evaluate(async () => {
    const picture = await createImageBitmap(window.uploaded.at(-1) as File, {
      imageOrientation: "none" as never,
    }).catch(() => null);
    if (picture === null) return null;
    const canvas = Object.assign(document.createElement("canvas"), {
      width: picture.width,
      height: picture.height,
    });
    const context = canvas.getContext("2d");
    context?.drawImage(picture, 0, 0);
    const colour = (y: number): string | undefined => {
      const [red = 0, , blue = 0] = context?.getImageData(picture.width / 2, y, 1, 1).data ?? [];
      return red > 150 && blue < 100 ? "red" : blue > 150 && red < 100 ? "blue" : "other";
    };
    return [picture.width, picture.height, colour(5), colour(picture.height - 5)];
  });
}

async function openField(suite: SuitePage, more: string): Promise<Locator> {
  await suite.open({
    viewSpec: {
      markup: `{{field type="file-img" name="photo" sources="CAMERA" fileType="IMAGE" ${more}}}`,
      assets: HANDLEBARS,
    },
    outputSpec: { photo: { type: "file", required: true } },
  });
  return suite.task().locator("input[type=file]");
}

test("a photo taken with the phone turned is sent upright, its shorter side 1000 pixels long", async ({
  suite,
}) => {
  const input = await openField(suite, "camera=true");
  await expect(input).toHaveAttribute("capture", "environment");
  await input.setInputFiles(file(await photo(suite.page, 2400, 1600, { orientation: 6 })));
  await expect(suite.task().locator("[data-state=done]")).toBeVisible();
  expect(await uploaded(suite.page)).toEqual([1000, 1500, "red", "blue"]);
  await expect(suite.task().getByRole("img", { name: "photo.jpg" })).toBeVisible();
});

test("uncompressed, it goes as it was taken, and no preview is shown where none is wanted", async ({
  suite,
}) => {
  const input = await openField(suite, "compress=false preview=false");
  const taken = await photo(suite.page, 60, 40, { orientation: 6, located: true });
  await input.setInputFiles(file(taken));
  await expect(suite.task().locator("[data-state=done]")).toBeVisible();
  expect(await suite.told("upload")).toEqual([{ name: "photo.jpg", type: "image/jpeg", size: taken.length }]);
  await expect(suite.task().getByRole("img")).toHaveCount(0);
});

test("where it has to say where it was taken, others are refused", async ({ suite }) => {
  const input = await openField(suite, "requiredCoordinates=true");
  await input.setInputFiles(file(await photo(suite.page, 60, 40, { orientation: 1 })));
  await expect(suite.task().getByRole("alert")).toContainText("does not say where it was taken");
  expect(await suite.told("upload")).toEqual([]);
  const taken = await photo(suite.page, 60, 40, { located: true });
  await input.setInputFiles(file(taken));
  await expect(suite.task().locator("[data-state=done]")).toBeVisible();
  await expect(suite.task().getByRole("alert")).toHaveCount(0);
  // Made smaller, it would say it no more.
  expect(await suite.told("upload")).toMatchObject([{ size: taken.length }]);
});

test("areas of a turned picture are those of what is seen", async ({ suite }) => {
  const canvas = await openEditor(suite, { exif: { orientation: 6 } });
  const box = await canvas.boundingBox();
  expect([box?.width, box?.height]).toEqual([480, 640]);
  for (const [x, y] of [
    [0.25, 0.5],
    [0.75, 0.5],
    [0.5, 0.75],
  ] as const)
    await canvas.click({ position: { x: x * 480, y: y * 640 } });
  await suite.page.keyboard.press("c");
  expect(await result(suite)).toEqual([
    {
      type: "polygon",
      data: [
        { x: 0.25, y: 0.5 },
        { x: 0.75, y: 0.5 },
        { x: 0.5, y: 0.75 },
      ],
    },
  ]);
});

const INHERIT = `
  function extend(Parent, construct, methods) {
    construct.prototype = Object.create(Parent.prototype);
    for (var name in methods) construct.prototype[name] = methods[name];
    return construct;
  }`;

test("areas are annotated by a control of the requester's, whose classes stay on them", async ({ suite }) => {
  const script = `${INHERIT}
    window.events = [];
    exports.Task = extend(TolokaHandlebarsTask, function (options) { TolokaHandlebarsTask.call(this, options); }, {
      onRender: function () {
        var field = this.getField("result");
        var editor = field.getEditor();
        ["shape:start", "shape:finish", "shape:cancel", "shape:remove"].forEach(function (name) {
          editor.on(name, function () { events.push(name); });
        });
        editor.annotationInterface = field.createAnnotationInterface({
          createInterfaceElement: function () {
            this._select = document.createElement("select");
            ["", "cat", "dog"].forEach(function (name) { this._select.append(new Option(name, name)); }, this);
            this._select.setAttribute("aria-label", "Animal");
            this._select.addEventListener("change", function () {
              this._shape.annotation = this._select.value;
              this._area.classList.remove("cat", "dog");
              this._area.classList.add(this._select.value);
            }.bind(this));
            return this._select;
          },
          onShow: function (shape, element) {
            this._shape = shape;
            this._area = element;
            this._select.value = shape.annotation;
          }
        });
      },
      onKey: function (key) {
        if (key === "P") this.getDOMElement().querySelector(".image-annotation-editor__shape-polygon").click();
      }
    });`;
  const canvas = await openEditor(suite, { script });
  await suite.frame.getByRole("button", { name: "Rectangle" }).click();
  for (const [x, y] of [
    [64, 48],
    [128, 96],
  ] as const)
    await canvas.click({ position: { x, y } });
  await suite.frame.getByLabel("Animal").selectOption("cat");
  for (const [x, y] of [
    [320, 240],
    [384, 288],
  ] as const)
    await canvas.click({ position: { x, y } });
  await expect(suite.frame.getByLabel("Animal")).toHaveValue("");
  await suite.frame.getByLabel("Animal").selectOption("dog");
  await expect(canvas.locator("polygon.cat")).toHaveCount(1);
  await canvas.click({ position: { x: 96, y: 72 } });
  await expect(suite.frame.getByLabel("Animal")).toHaveValue("cat");
  await expect(canvas.locator("polygon.dog")).toHaveCount(1);
  expect(await suite.inside("events")).toEqual([
    "shape:start",
    "shape:finish",
    "shape:start",
    "shape:finish",
  ]);
  await suite.frame.getByRole("button", { name: "Delete" }).click();
  expect(await suite.inside("events.at(-1)")).toBe("shape:remove");
  expect(await result(suite)).toEqual([
    { type: "rectangle", data: { p1: { x: 0.5, y: 0.5 }, p2: { x: 0.6, y: 0.6 } }, annotation: "dog" },
  ]);
  await suite.task().click({ position: { x: 2, y: 2 } });
  await suite.page.keyboard.press("p");
  await expect(suite.frame.getByRole("button", { name: "Polygon" })).toHaveAttribute("aria-pressed", "true");
});

test("a picture that does not come says so", async ({ suite }) => {
  await suite.page.route("https://pictures.example/gone.jpg", (route) => route.fulfill({ status: 404 }));
  await suite.open({
    viewSpec: {
      markup: '{{field type="image-annotation" name="result" src="https://pictures.example/gone.jpg"}}',
      assets: EDITOR,
    },
  });
  await expect(suite.frame.getByRole("status")).toHaveText("The picture cannot be loaded");
});
