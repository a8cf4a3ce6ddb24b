// @vitest-environment happy-dom
import { beforeEach, expect, test } from "vitest";
import { addressOf, match, navigate, place, startRouter } from "./router";

beforeEach(() => {
  history.replaceState(null, "", "/");
  startRouter("");
});

test.each([
  ["/", "/", {}],
  ["/messages/:id", "/messages/a%2Fb", { id: "a/b" }],
  ["/tasks/:pool/places", "/tasks/7/places", { pool: "7" }],
])("%s matches %s", (pattern, path, wanted) => {
  expect(match(pattern, path)).toEqual(wanted);
});

test.each([
  ["/messages/:id", "/messages"],
  ["/messages/:id", "/messages/"],
  ["/messages/:id", "/messages/%E0%A4%A"],
  ["/history", "/histories"],
  ["/history", "/history/7"],
])("%s does not match %s", (pattern, path) => {
  expect(match(pattern, path)).toBeUndefined();
});

test("going somewhere changes the address, and back leads back", async () => {
  navigate("/history?status=ACTIVE");
  expect(location.pathname).toBe("/history");
  expect(place.value.path).toBe("/history");
  expect(place.value.query.get("status")).toBe("ACTIVE");
  navigate("/earnings", { replace: true });
  expect(place.value.path).toBe("/earnings");
  expect(place.value.query.size).toBe(0);
});

test("below a prefix, paths are told without it", () => {
  history.replaceState(null, "", "/sandbox");
  startRouter("/sandbox");
  expect(place.value.path).toBe("/");
  expect(addressOf("/")).toBe("/sandbox/");
  navigate("/messages/7");
  expect(location.pathname).toBe("/sandbox/messages/7");
  expect(place.value.path).toBe("/messages/7");
  history.replaceState(null, "", "/sandbox/history/");
  dispatchEvent(new PopStateEvent("popstate", { state: null }));
  expect(place.value.path).toBe("/history");
});
