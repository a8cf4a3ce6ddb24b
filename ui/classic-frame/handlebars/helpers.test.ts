// @vitest-environment happy-dom
import Handlebars from "handlebars";
import { beforeAll, expect, test, vi } from "vitest";
import type { FrameKit } from "../kit";
import { registerHelpers } from "./helpers";
import { readPart, withPart } from "./parts";
import { sanitiseRawOutput } from "./sanitise";
import { cssSize } from "./sizes";

// Not in a browser, the sanitiser only has to be asked; what it does is tried in one.
vi.mock("dompurify", () => ({ default: { sanitize: (html: string) => `clean(${html})` } }));

beforeAll(() => {
  const proxyUrl = (path: string) => `https://work.example/api/proxy/${path}`;
  window.talkaFrame = { proxyUrl, say: (key: string) => key } as unknown as FrameKit;
  sanitiseRawOutput(Handlebars);
  registerHelpers(Handlebars);
});

test.each([
  ['{{concat "Item " id}}', { id: 7 }, "Item 7"],
  ['{{get object "key"}}', { object: { key: "v" } }, "v"],
  ['{{get object "toString"}}', { object: {} }, ""],
  ["{{#if (and a b)}}yes{{else}}no{{/if}}", { a: true, b: [] }, "no"],
  ["{{#if (or a b)}}yes{{/if}}", { a: false, b: 1 }, "yes"],
  ["{{#if (not a)}}yes{{/if}}", {}, "yes"],
  ["{{#if (and a b)}}yes{{else}}no{{/if}}", { a: true, b: 0 }, "no"],
  ["{{#if (not a)}}yes{{/if}}", { a: 0 }, "yes"],
  ["{{#if (or a b)}}yes{{else}}no{{/if}}", { a: 0, b: "" }, "no"],
  ["{{#if (gte a 10)}}yes{{/if}}", { a: "10" }, "yes"],
  ["{{#if (lt a 9)}}yes{{else}}no{{/if}}", { a: "10" }, "no"],
  ["{{#if (gt a 9)}}yes{{else}}no{{/if}}", { a: "10" }, "yes"],
  ["{{#if (lte a 9)}}yes{{else}}no{{/if}}", { a: "10" }, "no"],
  ["{{#if (equal a b)}}yes{{/if}}", { a: [1], b: [1] }, "yes"],
  [
    '<img src="{{proxy file}}">',
    { file: "files/a.png" },
    '<img src="https://work.example/api/proxy/files/a.png">',
  ],
  ['<a href="{{proxy file}}">', {}, '<a href="">'],
  ["{{a}}", { a: "<b>" }, "&lt;b&gt;"],
  ["{{{a}}}", { a: "<b>" }, "clean(<b>)"],
  ["{{& a.b}}", { a: { b: "<b>" } }, "clean(<b>)"],
])("%s", (template, data, expected) => {
  expect(Handlebars.compile(template)(data)).toBe(expected);
});

test("a picture may be on a requester's server", () => {
  const html = Handlebars.compile("{{img src=(proxy file)}}")({ file: "files/a.png" });
  expect(html).toContain('src="https://work.example/api/proxy/files/a.png"');
});

test("partials are sanitised, what helpers made is not", () => {
  Handlebars.registerPartial("part", "{{{html}}}");
  Handlebars.registerHelper("own", () => new Handlebars.SafeString("<i onclick=own>x</i>"));
  expect(Handlebars.compile("{{> part}}")({ html: "<i>x</i>" })).toBe("clean(<i>x</i>)");
  expect(Handlebars.compile("{{{own}}}")({})).toBe("<i onclick=own>x</i>");
});

test("dotted names are parts of one object", () => {
  expect(withPart({}, "a.b.c", 1)).toEqual({ b: { c: 1 } });
  expect(withPart({ a: { b: 1, d: 2 } }, "a.b", undefined)).toEqual({ d: 2 });
  expect(withPart({ a: { b: 1 } }, "a.b", undefined)).toBeUndefined();
  expect(readPart({ a: { b: 1 } }, "a.b")).toBe(1);
  expect(readPart({}, "constructor.name")).toBeUndefined();
});

test("sizes are pixels, shares and sums of both", () => {
  expect([cssSize(5), cssSize("5"), cssSize("100%"), cssSize("calc(100% - 5px)")]).toEqual([
    "5px",
    "5px",
    "100%",
    "calc(100% - 5px)",
  ]);
  expect([cssSize("5px;color:red"), cssSize("url(x)"), cssSize(null)]).toEqual([null, null, null]);
});
