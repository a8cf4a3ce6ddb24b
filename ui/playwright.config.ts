import { defineConfig } from "@playwright/test";
import { BROWSER, WITH_DEVICES } from "./browser/chromium";

/**
 * Tests in a real browser. Those of the app go against a real server, which each starts for itself; the app has
 * to be built. Those of stories and samples need neither.
 */
export default defineConfig({
  testDir: "browser",
  workers: 2,
  reporter: "list",
  outputDir: "../.work/browser",
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: { ...BROWSER, trace: "retain-on-failure" },
  projects: [
    { name: "app", testIgnore: ["stories/**", "samples/**"] },
    { name: "stories' page", testMatch: "stories/build.setup.ts" },
    {
      name: "stories",
      testMatch: ["stories/**/*.spec.ts", "samples/**/*.spec.ts"],
      dependencies: ["stories' page"],
      use: WITH_DEVICES,
    },
  ],
});
