import { describe, expect, test } from "vitest";
import { TooMuch } from "~/template/engine/limits";
import { isFound, replaced } from ".";
import { parse } from "./parse";
import { Budget, matchAt, programOf } from "./steps";

const bad = `${"a".repeat(30)}!`;

describe("a pattern that would take for ever is refused, quickly", () => {
  test.each([
    ["(a+)+$", bad],
    ["^(a|aa)+$", bad],
    ["^(a|a)*$", bad],
    ["^(a*)*$", bad],
    ["^(?:a?){30}a{30}$", "a".repeat(29)],
    ["^(?=(a+)+$)", bad],
    ["(?<=^(a+)+)$!", bad],
    ["^([a-z0-9]+\\.?)+@", "a".repeat(40)],
    ["^(\\w+\\s?)*$", "word ".repeat(8).concat("and a long one more!")],
    ["(.*)\\1{2}b(.*)*c", "x".repeat(2_000)],
    ["((a{50}){50}){50}", "a".repeat(100)],
  ])("%s", (source, text) => {
    const started = performance.now();
    expect(() => isFound(new RegExp(source, "u"), text)).toThrow(TooMuch);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  test("on a long text, where the work only squares", () => {
    expect(() => isFound(/a*b/, "a".repeat(9_999))).toThrow(TooMuch);
    expect(() => isFound(/a/, "a".repeat(10_001))).toThrow(TooMuch);
  });

  test("while replacing, whichever find it is", () => {
    expect(() => replaced(/(a+)+b/g, `aaab ${bad}`, "x")).toThrow(TooMuch);
  });
});

describe("what is sensible is let through", () => {
  test.each([
    ["^\\d{4}\\x2d\\d{3}$", "1100-148", true],
    ["^[\\w.+-]+@[\\w-]+(\\.[\\w-]+)+$", "somebody.else+tag@mail.example.org", true],
    ["^https?://[^\\s/$.?#].[^\\s]*$", `https://example.org/${"path/".repeat(400)}`, true],
    ["[а-яё]+", "слово ".repeat(1_000), true],
    ["^(?:[^,]*,){3}", "a,b,c", false],
  ])("%s", (source, text, found) => {
    expect(isFound(new RegExp(source, "u"), text)).toBe(found);
  });

  test("groups may be spoken of in what replaces", () => {
    expect(replaced(/room (\d+)/gi, "Room 12, room 7", "door $1")).toBe("door 12, door 7");
    expect(replaced(/x*/g, "ab", "-")).toBe("-a-b-");
  });
});

/** Where the first match ends, by our steps and by the browser. */
const SYNTAX: [string, string][] = [
  ["a|b|cd", "xcd"],
  ["(a)(?:b)(?<name>c)\\k<name>\\1", "abcca"],
  ["^$", ""],
  ["\\bword\\b", "a word here"],
  ["\\Bor\\B", "a word here"],
  ["x{2}y{1,}z{0,2}?$", "xxyyz"],
  ["[]a]|[^\\]b]+", "]b"],
  ["a{,2}", "a{,2}"],
  ["}]", "}]"],
  ["\\x41\\u0042\\cJ\\0", "AB\n\0"],
  ["(?=ab)a(?!c)", "acab"],
  ["(?<=\\d)x(?<!y)", "x1x"],
  ["a+?b*?c", "aabbc"],
  ["(a*)+b", "aab"],
  ["(?:a|())*c", "aac"],
  ["[\\d-]+\\/", "12-3/"],
  ["\\8", "8"],
];

describe("a pattern is read as the browser reads it", () => {
  test.each(SYNTAX)("%s on %j", (source, text) => {
    compare(new RegExp(source), text);
    compare(new RegExp(source, "i"), text.toUpperCase());
  });

  test.each([
    ["^.$", "😀"],
    ["\\u{1F600}+x", "😀😀x"],
    ["\\ud83d\\ude00", "😀"],
    ["\\p{L}+\\P{L}", "слово!"],
    ["[😀-😂]{2}", "😁😀"],
  ])("with whole characters: %s on %j", (source, text) => compare(new RegExp(source, "u"), text));

  test("at the edges of lines", () => compare(/^b$/m, "a\nb\nc"));
});

function compare(pattern: RegExp, text: string): void {
  const expected = pattern.exec(text);
  const program = programOf(parse(pattern.source, pattern.flags));
  const starts = Array.from({ length: text.length + 1 }, (_, start) => start);
  const ends = starts.map((start) => matchAt(program, text, start, new Budget(10_000), pattern.unicode));
  const first = ends.findIndex((end) => end !== undefined);
  expect([first, ends[first]]).toEqual(
    expected ? [expected.index, expected.index + expected[0].length] : [-1, undefined],
  );
}
