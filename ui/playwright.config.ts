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
    { name: "app", testIgnore: ["stories/**", "samples/**", "figures/**"] },
    { name: "stories' page", testMatch: "stories/build.setup.ts" },
    {
      name: "stories",
      testMatch: ["stories/**/*.spec.ts", "samples/**/*.spec.ts"],
      fullyParallel: true,
      dependencies: ["stories' page"],
      use: WITH_DEVICES,
    },
    // What is measured is asked for by its name alone: `make bench-ui`.
    ...(process.env.TALKA_FIGURES
      ? [{ name: "figures", testMatch: "figures/**/*.spec.ts", use: { trace: "off" as const } }]
      : []),
  ],
});
