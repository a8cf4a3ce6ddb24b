/** Words and steps in a text: letters and digits of any script make words, the rest parts them. */
import type { Span } from "./intervals";

// Combining marks belong to the letters that they stand on.
const WORD = /[\p{L}\p{N}\p{M}]/u;

/** Grown to whole words, and without what is no word at its ends. Empty where there is no word in it. */
export function wholeWords(span: Span, content: string): Span {
  const { start, end } = withoutEdges(span, content);
  return start >= end
    ? { start, end: start }
    : { start: wordStart(content, start), end: wordEnd(content, end) };
}

/** Without punctuation and space at its ends. */
export function withoutEdges(span: Span, content: string): Span {
  let { start, end } = span;
  while (start < end && !isWordAt(content, start)) start = after(content, start);
  while (end > start && !isWordBefore(content, end)) end = before(content, end);
  return { start, end };
}

/** The word at a place, or right before it; empty where there is none. */
export function wordAt(content: string, offset: number): Span {
  if (!isWordAt(content, offset) && !isWordBefore(content, offset)) return { start: offset, end: offset };
  return { start: wordStart(content, offset), end: wordEnd(content, offset) };
}

function wordStart(content: string, from: number): number {
  let at = from;
  while (isWordBefore(content, at)) at = before(content, at);
  return at;
}

function wordEnd(content: string, from: number): number {
  let at = from;
  while (isWordAt(content, at)) at = after(content, at);
  return at;
}

/** Where the caret goes by one word: behind the next one, or before the one at the left. */
export function nextWord(content: string, from: number, direction: 1 | -1): number {
  let at = from;
  if (direction > 0) {
    while (at < content.length && !isWordAt(content, at)) at = after(content, at);
    return wordEnd(content, at);
  }
  while (at > 0 && !isWordBefore(content, at)) at = before(content, at);
  return wordStart(content, at);
}

const graphemes =
  "Segmenter" in Intl ? new Intl.Segmenter(undefined, { granularity: "grapheme" }) : undefined;
const NEARBY = 64; // longer than any letter with all that stands on it

/** Where the caret goes by one letter as people see them, never into the middle of one. */
export function nextLetter(content: string, from: number, direction: 1 | -1): number {
  if (!graphemes) return direction > 0 ? after(content, from) : before(content, from);
  if (direction > 0) {
    const [first] = graphemes.segment(content.slice(from, from + NEARBY));
    return from + (first?.segment.length ?? 0);
  }
  const last = [...graphemes.segment(content.slice(Math.max(0, from - NEARBY), from))].at(-1);
  return from - (last?.segment.length ?? 0);
}

function isWordAt(content: string, at: number): boolean {
  const point = content.codePointAt(at);
  return point !== undefined && WORD.test(String.fromCodePoint(point));
}

function isWordBefore(content: string, at: number): boolean {
  return at > 0 && isWordAt(content, before(content, at));
}

function after(content: string, at: number): number {
  return Math.min(content.length, at + ((content.codePointAt(at) ?? 0) > 0xffff ? 2 : 1));
}

function before(content: string, at: number): number {
  const isPair = at >= 2 && (content.codePointAt(at - 2) ?? 0) > 0xffff;
  return Math.max(0, at - (isPair ? 2 : 1));
}
