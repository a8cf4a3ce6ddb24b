import { defineConfig } from "@playwright/test";
import { BROWSER } from "./browser/chromium";

/** `npm run screenshots`: pictures of the app's pages for the documentation. */
export default defineConfig({
  testDir: "scripts",
  testMatch: "*.screenshots.ts",
  workers: 1,
  reporter: "list",
  outputDir: "../.work/browser",
  timeout: 240_000,
  use: { ...BROWSER, actionTimeout: 15_000 },
});
