import { expect, test } from "vitest";
import { environmentOf } from "./environment";

test.each([
  ["/", "", "/api/worker/v1"],
  ["/history", "", "/api/worker/v1"],
  ["/sandboxes", "", "/api/worker/v1"],
  ["/sandbox", "/sandbox", "/sandbox/api/worker/v1"],
  ["/sandbox/messages/7", "/sandbox", "/sandbox/api/worker/v1"],
])("the page %s asks its own environment", (path, prefix, api) => {
  expect(environmentOf(path)).toEqual({ sandbox: prefix !== "", prefix, api });
});
