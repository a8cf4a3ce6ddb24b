const AT_MOST = 2_000;

/** Run once the browser has nothing better to do. */
export function whenIdle(run: () => void): void {
  // Safari has no such thing.
  if ("requestIdleCallback" in globalThis) requestIdleCallback(run, { timeout: AT_MOST });
  else setTimeout(run, AT_MOST / 10);
}
