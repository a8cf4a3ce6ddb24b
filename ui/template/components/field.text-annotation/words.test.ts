import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nextLetter, nextWord, wholeWords, withoutEdges, wordAt } from "./words";

const say = (content: string, start: number, end: number) => {
  const span = wholeWords({ start, end }, content);
  return content.slice(span.start, span.end);
};

describe("whole words", () => {
  test.each([
    ["Acme sold 20 blue bottles", 1, 3, "Acme"],
    ["Acme sold 20 blue bottles", 6, 11, "sold 20"],
    ["Acme sold 20 blue bottles", 4, 10, "sold"],
    ["in Lisbon.", 3, 10, "Lisbon"],
    ["(really!) now", 0, 9, "really"],
    ["Привет, мир", 9, 10, "мир"],
    ["日本語 テキスト", 1, 2, "日本語"],
    ["cafe\u0301 noir", 0, 3, "cafe\u0301"],
    ["𝐀𝐁 c", 2, 4, "𝐀𝐁"],
    ["a — b", 1, 4, ""],
    ["", 0, 0, ""],
  ])("of %j from %i to %i: %j", (content, start, end, expected) => {
    expect(say(content, start, end)).toBe(expected);
  });

  test("begin and end with words, hold all words that were touched, and grow only once", () => {
    const texts = fc.string({
      unit: fc.constantFrom("a", "Ж", "7", " ", ",", "🫙", "é", "\n"),
      maxLength: 30,
    });
    fc.assert(
      fc.property(texts, fc.nat(40), fc.nat(40), (content, a, b) => {
        const [start, end] = [Math.min(a, b, content.length), Math.min(Math.max(a, b), content.length)];
        const grown = wholeWords({ start, end }, content);
        expect(wholeWords(grown, content)).toEqual(grown);
        const said = content.slice(grown.start, grown.end);
        expect(said).toMatch(/^$|^[\p{L}\p{N}].*[\p{L}\p{N}]$|^[\p{L}\p{N}]$/su);
        const isCut = (at: number) => /^[\p{L}\p{N}]{2}$/u.test(content.slice(at - 1, at + 1));
        if (said !== "") expect([isCut(grown.start), isCut(grown.end)]).toEqual([false, false]);
        const touched = content.slice(start, end).match(/[\p{L}\p{N}]+/gu) ?? [];
        for (const word of touched) expect(said).toContain(word);
      }),
    );
  });
});

test("edges go without the words growing", () => {
  expect(withoutEdges({ start: 0, end: 9 }, "(re) ally")).toEqual({ start: 1, end: 9 });
  expect(withoutEdges({ start: 0, end: 3 }, "...")).toEqual({ start: 3, end: 3 });
});

test("the word at a place", () => {
  expect(wordAt("one two", 5)).toEqual({ start: 4, end: 7 });
  expect(wordAt("one two", 3)).toEqual({ start: 0, end: 3 });
  expect(wordAt("one  two", 4)).toEqual({ start: 4, end: 4 });
});

describe("steps", () => {
  test("by words", () => {
    expect(nextWord("one, two", 0, 1)).toBe(3);
    expect(nextWord("one, two", 3, 1)).toBe(8);
    expect(nextWord("one, two", 8, 1)).toBe(8);
    expect(nextWord("one, two", 8, -1)).toBe(5);
    expect(nextWord("one, two", 5, -1)).toBe(0);
    expect(nextWord("one, two", 0, -1)).toBe(0);
  });

  test("by letters never stop within one, and come back the same way", () => {
    const content = "a👩‍👩‍👧é🫙ж";
    const stops = [0];
    for (let at = 0; at < content.length; ) {
      at = nextLetter(content, at, 1);
      stops.push(at);
    }
    expect(stops.map((at, index) => content.slice(stops[index - 1] ?? 0, at)).slice(1)).toEqual([
      "a",
      "👩‍👩‍👧",
      "é",
      "🫙",
      "ж",
    ]);
    const back = [content.length];
    for (let at = content.length; at > 0; ) {
      at = nextLetter(content, at, -1);
      back.push(at);
    }
    expect(back.reverse()).toEqual(stops);
    expect(nextLetter(content, content.length, 1)).toBe(content.length);
    expect(nextLetter(content, 0, -1)).toBe(0);
  });
});
