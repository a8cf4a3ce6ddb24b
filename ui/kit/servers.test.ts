import { expect, test } from "vitest";
import { addressOnServer, isOnServer, readable } from "./servers";

test.each([
  ["files/a.png", "files/a.png"],
  ["/files/a.png", "files/a.png"],
  ["proxy/files/a.png", "files/a.png"],
  ["/proxy/files/a.png", "files/a.png"],
  ["files", "files"],
  ["search?q=1", "search?q=1"],
  ["proxy/files", "proxy/files"],
])("%s is one place, however it is written", (path, short) => {
  expect(addressOnServer("https://a.example/api/proxy/", path)).toBe(`https://a.example/api/proxy/${short}`);
  expect(addressOnServer("https://a.example/api/proxy", path)).toBe(`https://a.example/api/proxy/${short}`);
});

test.each(["proxy/files/a.png", "/proxy/files/a.png", "files/a.png", "my-files/b/c.mp4"])(
  "%s is on a server",
  (text) => {
    expect(isOnServer(text)).toBe(true);
  },
);

test.each([
  "https://a.example/files/a.png",
  "//a.example/a.png",
  "data:image/png;base64,AA/AA",
  "/files/a.png",
  "www.example.org/a.png",
  "a.png",
  "files//a.png",
  "javascript:a/b",
  "",
])("%s is not", (text) => {
  expect(isOnServer(text)).toBe(false);
});

test.each([
  ["https://work.example/api/proxy/WyJh.b-c_d/files/a.b/c.png", "files/a.b/c.png"],
  ["http://localhost:8000/sandbox/api/proxy/WyJh.b/files/c.png?x=1", "files/c.png?x=1"],
  ["https://work.example/api/proxy/files/c.png", "files/c.png"],
  ["https://work.example/files/c.png", "https://work.example/files/c.png"],
  ["files/c.png", "files/c.png"],
])("%s is read as %s", (address, shown) => {
  expect(readable(address)).toBe(shown);
});
