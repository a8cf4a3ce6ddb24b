import { defineConfig } from "@playwright/test";
import { BROWSER } from "./browser/chromium";

/** Tests in a real browser against a real server; each starts its own. The app has to be built. */
export default defineConfig({
  testDir: "browser",
  workers: 2,
  reporter: "list",
  outputDir: "../.work/browser",
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: { ...BROWSER, trace: "retain-on-failure" },
});
