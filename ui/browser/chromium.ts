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
