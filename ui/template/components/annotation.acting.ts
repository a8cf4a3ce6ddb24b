/** What the stories of the annotation fields do on pictures and texts. */
import type { Locator, Page } from "@playwright/test";

interface Place {
  readonly x: number;
  readonly y: number;
}

const PICTURE = { width: 640, height: 480 };

/** The place of the screen where a pixel of a picture of 640 by 480 is. */
export async function onPicture(page: Page, x: number, y: number): Promise<Place> {
  const picture = page.locator(".tb-stage-picture");
  await picture.waitFor({ state: "visible" });
  const box = await boxOf(picture);
  return { x: box.x + (x / PICTURE.width) * box.width, y: box.y + (y / PICTURE.height) * box.height };
}

async function boxOf(of: Locator) {
  const box = await of.boundingBox();
  if (!box) throw new Error("It is not on the page");
  return box;
}

export async function drag(page: Page, from: readonly [number, number], to: readonly [number, number]) {
  const [start, end] = [await onPicture(page, ...from), await onPicture(page, ...to)];
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  await page.mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2);
  await page.mouse.move(end.x, end.y);
  await page.mouse.up();
}

export async function press(page: Page, x: number, y: number) {
  const place = await onPicture(page, x, y);
  await page.mouse.click(place.x, place.y);
}

export async function keys(page: Page, ...names: string[]) {
  for (const name of names) await page.keyboard.press(name);
}

/** Fingers, as the browser's own input: each step is where the fingers are then. */
export async function touch(page: Page, ...steps: readonly Place[][]) {
  const session = await page.context().newCDPSession(page);
  for (const [index, touchPoints] of steps.entries()) {
    const type =
      index === 0 || touchPoints.length > (steps[index - 1]?.length ?? 0) ? "touchStart" : "touchMove";
    await session.send("Input.dispatchTouchEvent", {
      type,
      touchPoints: touchPoints.map((one, id) => ({ ...one, id })),
    });
  }
  await session.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  await session.detach();
}

/** Where a piece of a text begins and ends on the screen. */
export async function pieceOf(page: Page, piece: string): Promise<{ start: Place; end: Place }> {
  return page.locator(".tb-marks").evaluate((root, wanted) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const at = node.nodeValue?.indexOf(wanted) ?? -1;
      if (at < 0) continue;
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + wanted.length);
      const { left, right, top, height } = range.getBoundingClientRect();
      const y = top + height / 2;
      return { start: { x: left + 1, y }, end: { x: right - 1, y } };
    }
    throw new Error(`There is no ${wanted}`);
  }, piece);
}

/** Select a piece of a text by dragging over it. */
export async function selectPiece(page: Page, piece: string) {
  const { start, end } = await pieceOf(page, piece);
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  await page.mouse.move((start.x + end.x) / 2, end.y);
  await page.mouse.move(end.x, end.y);
  await page.mouse.up();
}
