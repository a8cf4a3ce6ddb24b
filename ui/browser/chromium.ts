import type { PlaywrightTestConfig } from "@playwright/test";

/** The Chromium that tests run in: CHROMIUM names one, else it is Debian's. It asks for nothing by itself. */
export const BROWSER = {
  browserName: "chromium" as const,
  locale: "en-GB",
  timezoneId: "UTC",
  launchOptions: {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  },
} satisfies PlaywrightTestConfig["use"];

/** Frames with a sandbox share the process of the page around them, as in browsers that give them none of their own. */
export const FRAMES_TOGETHER = {
  launchOptions: {
    ...BROWSER.launchOptions,
    args: [...BROWSER.launchOptions.args, "--disable-features=IsolateSandboxedIframes"],
  },
} satisfies PlaywrightTestConfig["use"];

/** Besides, it has a camera, a microphone and a position, and players may start by themselves. */
export const WITH_DEVICES = {
  ...BROWSER,
  contextOptions: { reducedMotion: "reduce" as const },
  permissions: ["geolocation", "camera", "microphone"],
  geolocation: { latitude: 38.7223, longitude: -9.1393 },
  launchOptions: {
    ...BROWSER.launchOptions,
    args: [
      ...BROWSER.launchOptions.args,
      "--lang=en-US", // the order of day and month in the browser's own pickers
      "--use-fake-device-for-media-stream",
      "--use-fake-ui-for-media-stream",
      "--autoplay-policy=no-user-gesture-required",
    ],
  },
} satisfies PlaywrightTestConfig["use"];
