// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from "vitest";
import type { ProxyRequest } from "~/classic-host/types";
import { askServer, serversOf } from "./servers";

const BASE = "https://work.example/api/proxy/pass.1";
const asked = vi.fn<typeof fetch>();

vi.stubGlobal("fetch", asked);
afterEach(() => asked.mockReset());

function answering(body: string, type: string, status = 200) {
  asked.mockResolvedValueOnce(new Response(body, { status, headers: { "Content-Type": type } }));
}

function get(path: string, more: Partial<ProxyRequest> = {}): Promise<unknown> {
  return askServer(BASE, { path, method: "GET", ...more });
}

test("addresses have the pass of the page, where its requester has servers", () => {
  const { origin } = window.location;
  expect(serversOf({ proxy_pass: "a.b" })).toBe(`${origin}/api/proxy/a.b`);
  expect(serversOf({})).toBe(`${origin}/api/proxy`);
});

test("a body goes with its type to the server that the path names", async () => {
  answering('{"found":[1]}', "application/json; charset=utf-8");
  const request = { path: "/files/search?q=1", contentType: "application/json", body: "{}" };
  expect(await askServer(BASE, { method: "POST", ...request })).toEqual({ found: [1] });
  const [url, options] = asked.mock.calls[0] ?? [];
  expect(url).toBe(`${BASE}/files/search?q=1`);
  expect(options).toMatchObject({
    method: "POST",
    body: "{}",
    headers: { "Content-Type": "application/json" },
  });
});

test("an answer is read as its type says, or as it was asked for", async () => {
  answering("[1]", "text/plain");
  expect(await get("files/a")).toBe("[1]");
  answering("[1]", "text/plain");
  expect(await get("files/a", { dataType: "json" })).toEqual([1]);
  answering("[1]", "application/json");
  expect(await get("files/a", { dataType: "text" })).toBe("[1]");
  answering("", "application/json");
  expect(await get("files/a")).toBeUndefined();
  answering("[", "application/json");
  await expect(get("files/a")).rejects.toMatchObject({ code: "PARSE_ERROR" });
});

test("a failing status is a refusal with the server's words", async () => {
  answering("no such cat", "text/plain", 404);
  await expect(get("files/a")).rejects.toMatchObject({ code: "HTTP_404", message: "no such cat" });
});

test.each([
  "../worker/v1/me",
  "files/../../worker/v1/me",
  "files/%2e%2e/%2E%2e/x",
  "files/..\\..\\x",
  "/../x",
  "proxy/files/../../../x",
])("%s does not lead out of the servers", async (path) => {
  await expect(get(path)).rejects.toMatchObject({ code: "BAD_PATH" });
  expect(asked).not.toHaveBeenCalled();
});

test.each(["//evil.example/x", "https://evil.example/x", "@evil.example"])(
  "%s is a path and no address",
  async (path) => {
    answering("", "text/plain");
    await get(path);
    expect(String(asked.mock.calls[0]?.[0])).toMatch(/^https:\/\/work\.example\/api\/proxy\/pass\.1\//);
  },
);
