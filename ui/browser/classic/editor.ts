/** A page with the area editor on it, over a photo of 640 by 480 pixels. */
import type { Locator } from "@playwright/test";
import { expect, HANDLEBARS, type SuitePage } from "./fixtures";
import { photo } from "./photo";

export const EDITOR = {
  script_urls: [...HANDLEBARS.script_urls, "$TOLOKA_ASSETS/js/image-annotation.js"],
};

export async function openEditor(
  suite: SuitePage,
  { exif = {}, script = "", styles = "", input = {} } = {},
): Promise<Locator> {
  await suite.page.goto(suite.site.app);
  const body = await photo(suite.page, 640, 480, exif);
  await suite.page.route("https://pictures.example/photo.jpg", (route) =>
    route.fulfill({ contentType: "image/jpeg", body }),
  );
  const markup = '{{field type="image-annotation" name="result" src=image annotations=given}}';
  await suite.mount({
    viewSpec: { markup, script, styles, assets: EDITOR },
    outputSpec: { result: { type: "json", required: true } },
    tasks: [{ id: "task-0", input_values: { image: "https://pictures.example/photo.jpg", ...input } }],
  });
  const canvas = suite.frame.locator(".image-annotation-editor__canvas");
  await expect(canvas).toHaveAttribute("viewBox", /^0 0 [1-9]/);
  return canvas;
}

/** What is handed in for it. */
export async function result(suite: SuitePage): Promise<unknown> {
  const found = await suite.submit();
  return found.kind === "solutions" ? found.solutions[0]?.output_values.result : found.kind;
}
