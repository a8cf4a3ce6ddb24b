/** Whoever uses the mouse, with a finger instead: every press is a tap, every drag a touch that moves. */
import type { CDPSession, Locator, Page } from "@playwright/test";
import type { User } from "./place";

interface Point {
  readonly x: number;
  readonly y: number;
}

type Presses = Pick<Locator, "click" | "check" | "uncheck">;

/** The same user, whose mouse does nothing but what a finger can. */
export function byFinger(user: User): User {
  return async (place) => {
    const giveBack = [await withoutMouse(place.page), withoutClicks(place.page)];
    try {
      await user(place);
    } finally {
      for (const undo of giveBack) undo();
    }
  };
}

/** Presses on what is found become taps, for all locators of the program until it is taken back. */
function withoutClicks(page: Page): () => void {
  const presses = Object.getPrototypeOf(page.locator("body")) as Presses;
  const { click, check, uncheck } = presses;
  presses.click = function (this: Locator, options) {
    const { position, force = false } = options ?? {};
    return this.tap(position ? { position, force } : { force });
  };
  presses.check = async function (this: Locator) {
    if (!(await this.isChecked())) await this.tap();
  };
  presses.uncheck = async function (this: Locator) {
    if (await this.isChecked()) await this.tap();
  };
  return () => Object.assign(presses, { click, check, uncheck });
}

/** The page's mouse becomes a finger: what moves with its button up touches nothing. */
async function withoutMouse(page: Page): Promise<() => void> {
  const { mouse } = page;
  const session = await page.context().newCDPSession(page);
  let at: Point = { x: 0, y: 0 };
  let isDown = false;
  const fingers = {
    click: (x: number, y: number) => page.touchscreen.tap(x, y),
    dblclick: async (x: number, y: number) => {
      await page.touchscreen.tap(x, y);
      await page.touchscreen.tap(x, y);
    },
    move: async (x: number, y: number) => {
      at = { x, y };
      if (isDown) await touch(session, "touchMove", [at]);
    },
    down: async () => {
      isDown = true;
      await touch(session, "touchStart", [at]);
    },
    up: async () => {
      isDown = false;
      await touch(session, "touchEnd", []);
    },
  };
  Object.assign(mouse, fingers);
  return () => {
    for (const name of Object.keys(fingers)) Reflect.deleteProperty(mouse, name);
  };
}

async function touch(
  session: CDPSession,
  type: "touchStart" | "touchMove" | "touchEnd",
  touchPoints: Point[],
) {
  await session.send("Input.dispatchTouchEvent", { type, touchPoints });
}
