/**
 * Playwright's `expect` for stories. They are loaded by the browser too, which must not load Playwright, so the
 * runner of stories says what it is.
 */
import type { Expect } from "@playwright/test";

let given: Expect | undefined;

export function useExpect(found: Expect): void {
  given = found;
}

export const expect: Expect = new Proxy((() => {}) as unknown as Expect, {
  apply: (_target, _this, args: Parameters<Expect>) => need()(...args),
  get: (_target, name: keyof Expect) => need()[name],
});

function need(): Expect {
  if (!given) throw new Error("Stories are played by Playwright only");
  return given;
}
