import { execFileSync } from "node:child_process";
import { test } from "@playwright/test";

test("the stories' page is built", () => {
  test.setTimeout(180_000);
  execFileSync("npm", ["run", "build:stories"], { stdio: "inherit" });
});
