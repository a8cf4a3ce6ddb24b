/**
 * The algebra of marks on a text (template-builder 7.2): always in order, never overlapping. Offsets and
 * lengths count UTF-16 units, as strings of JavaScript do.
 */
import { isObject } from "~/template/engine/json";

export interface Mark {
  readonly label: string;
  readonly offset: number;
  readonly length: number;
  readonly segment: string;
}

/** From, and up to but not including. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

type Piece = Span & { readonly label: string };

/** How what is left of a cut mark is trimmed, where whole words are wanted. */
export type Trim = (span: Span) => Span;

const ASIS: Trim = (span) => span;

export function spanOf({ offset, length }: Mark): Span {
  return { start: offset, end: offset + length };
}

export function isEmpty({ start, end }: Span): boolean {
  return end <= start;
}

/**
 * The marks of an answer: what is no mark is left out, what overlaps an earlier one is cut, segments are
 * filled.
 */
export function marksOf(value: unknown, content: string): Mark[] {
  const pieces = (Array.isArray(value) ? value : []).flatMap((item) => pieceOf(item, content.length) ?? []);
  pieces.sort((a, b) => a.start - b.start);
  let free = 0;
  const apart = pieces.map((piece) => {
    const cut = { ...piece, start: Math.max(piece.start, free) };
    free = Math.max(free, piece.end);
    return cut;
  });
  return apart.filter((piece) => !isEmpty(piece)).map((piece) => written(piece, content));
}

function pieceOf(value: unknown, most: number): Piece | undefined {
  if (!isObject(value)) return undefined;
  const { label, offset, length } = value;
  if (typeof label !== "string" || !isCount(offset) || !isCount(length)) return undefined;
  return { label, start: offset, end: Math.min(most, offset + length) };
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0;
}

function written({ label, start, end }: Piece, content: string): Mark {
  return { label, offset: start, length: end - start, segment: content.slice(start, end) };
}

/**
 * Marked with a label: what others cover there goes, adjoining pieces of one label become one. Where the
 * span lies wholly within a mark of that label, it is taken out of it instead.
 */
export function marked(
  marks: readonly Mark[],
  span: Span,
  label: string,
  content: string,
  trim: Trim = ASIS,
): Mark[] {
  if (isEmpty(span)) return [...marks];
  if (isWithin(marks, span, label)) return cleared(marks, span, content, trim);
  // What the new mark joins must not be trimmed away from it.
  const rest = marks.flatMap((mark) => without(mark, span, mark.label === label ? ASIS : trim));
  const pieces = [...rest, { ...span, label }].sort((a, b) => a.start - b.start);
  return joined(pieces).map((piece) => written(piece, content));
}

/** Whether a span lies wholly within a mark of a label. */
export function isWithin(marks: readonly Mark[], span: Span, label: string): boolean {
  return marks.some((mark) => {
    const { start, end } = spanOf(mark);
    return mark.label === label && start <= span.start && span.end <= end;
  });
}

/** With no mark left under a span. */
export function cleared(marks: readonly Mark[], span: Span, content: string, trim: Trim = ASIS): Mark[] {
  if (isEmpty(span)) return [...marks];
  return marks.flatMap((mark) => without(mark, span, trim)).map((piece) => written(piece, content));
}

/** What of a mark lies before and behind a span. A mark that the span does not touch stays as it is. */
function without(mark: Mark, span: Span, trim: Trim): Piece[] {
  const { start, end } = spanOf(mark);
  if (end <= span.start || span.end <= start) return [{ label: mark.label, start, end }];
  const before = trim({ start, end: Math.max(start, span.start) });
  const behind = trim({ start: Math.min(end, span.end), end });
  return [before, behind].filter((rest) => !isEmpty(rest)).map((rest) => ({ ...rest, label: mark.label }));
}

function joined(pieces: readonly Piece[]): Piece[] {
  const made: Piece[] = [];
  for (const piece of pieces) {
    const last = made.at(-1);
    if (last && last.label === piece.label && last.end === piece.start) {
      made[made.length - 1] = { ...last, end: piece.end };
    } else {
      made.push(piece);
    }
  }
  return made;
}

/** The mark at a place of the text: the one that a click there means. */
export function markAt(marks: readonly Mark[], offset: number): Mark | undefined {
  return marks.find((mark) => mark.offset <= offset && offset < mark.offset + mark.length);
}

/** The marks that a span touches. */
export function marksUnder(marks: readonly Mark[], span: Span): Mark[] {
  if (isEmpty(span)) return [];
  return marks.filter((mark) => mark.offset < span.end && span.start < mark.offset + mark.length);
}

/** The text in pieces, marked and not, one after another. */
export function piecesOf(marks: readonly Mark[], content: string): { text: string; mark?: Mark }[] {
  const pieces: { text: string; mark?: Mark }[] = [];
  let at = 0;
  for (const mark of marks) {
    if (mark.offset > at) pieces.push({ text: content.slice(at, mark.offset) });
    pieces.push({ text: mark.segment, mark });
    at = mark.offset + mark.length;
  }
  if (at < content.length) pieces.push({ text: content.slice(at) });
  return pieces;
}
