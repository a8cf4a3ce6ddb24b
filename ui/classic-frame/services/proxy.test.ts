import { expect, test, vi } from "vitest";
import type { Channel } from "../channel";
import { type ProxyOptions, ProxyService } from "./proxy";

function asking(path: string, options?: ProxyOptions) {
  const ask = vi.fn();
  new ProxyService({ ask } as unknown as Channel, "https://work.example/api/proxy/a.b").request(
    path,
    options,
  );
  return ask.mock.calls[0]?.[0];
}

test("an address is whole, and has what lets through", () => {
  const service = new ProxyService({} as Channel, "https://work.example/api/proxy/a.b");
  for (const path of ["files/a.png", "/files/a.png", "proxy/files/a.png"]) {
    expect(service.url(path)).toBe("https://work.example/api/proxy/a.b/files/a.png");
  }
});

test("data of a request that brings none goes into the query", () => {
  expect(asking("s/a")).toEqual({ type: "proxy", path: "s/a", method: "GET" });
  expect(asking("s/a", { data: { q: "a b", n: 1 } }).path).toBe("s/a?q=a+b&n=1");
  expect(asking("s/a?x=1", { type: "delete", data: "q=2" })).toEqual({
    type: "proxy",
    path: "s/a?x=1&q=2",
    method: "DELETE",
  });
});

test("a body is a form, or the text that it is given as", () => {
  expect(asking("s/a", { type: "POST", data: { q: "a b" }, dataType: "json" })).toEqual({
    type: "proxy",
    path: "s/a",
    method: "POST",
    contentType: "application/x-www-form-urlencoded; charset=UTF-8",
    body: "q=a+b",
    dataType: "json",
  });
  const json = { contentType: "application/json", data: "{}", processData: false, dataType: "text json" };
  expect(asking("s/a", { method: "put", ...json })).toEqual({
    type: "proxy",
    path: "s/a",
    method: "PUT",
    contentType: "application/json",
    body: "{}",
    dataType: "json",
  });
});

test("what is read as a page or a script is text", () => {
  for (const dataType of ["text", "html", "xml", "script"]) {
    expect(asking("s/a", { dataType }).dataType).toBe("text");
  }
  expect(asking("s/a", { dataType: "jsonp" })).not.toHaveProperty("dataType");
});
