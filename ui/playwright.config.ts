import { defineConfig } from "@playwright/test";
import { BROWSER, WITH_DEVICES } from "./browser/chromium";

// Matched against whole paths: a checkout may itself lie in a folder of such a name.
const STORIES = "ui/browser/stories/**";
const SAMPLES = "ui/browser/samples/**";
const FIGURES = "ui/browser/figures/**";

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
    { name: "app", testIgnore: [STORIES, SAMPLES, FIGURES] },
    { name: "stories' page", testMatch: "ui/browser/stories/build.setup.ts" },
    {
      name: "stories",
      testMatch: [`${STORIES}/*.spec.ts`, `${SAMPLES}/*.spec.ts`],
      fullyParallel: true,
      dependencies: ["stories' page"],
      use: WITH_DEVICES,
    },
    // What is measured is asked for by its name alone: `make bench-ui`.
    ...(process.env.TALKA_FIGURES
      ? [{ name: "figures", testMatch: `${FIGURES}/*.spec.ts`, use: { trace: "off" as const } }]
      : []),
  ],
});
