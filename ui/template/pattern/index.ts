/**
 * Regular expressions of requesters, put to texts of tasks and workers. A bad one would stop the page for hours,
 * so the work of each match is counted before the browser, which counts nothing, is let at it.
 */
import { t } from "~/kit/i18n";
import { TooMuch } from "~/template/engine/limits";
import { type Node, parse } from "./parse";
import { Budget, Costly, matchAt, type Program, programOf } from "./steps";

/** Longer texts are put to no pattern. */
const MOST_CHARACTERS = 10_000;
/** Some hundredths of a second; what is sensible takes some thousand steps. */
const MOST_STEPS = 300_000;
const MOST_KEPT = 100;

const programs = new Map<string, Program>();

/** Whether a pattern is found in a text. Throws `TooMuch` where finding it out would take too long. */
export function isFound(pattern: RegExp, text: string): boolean {
  insistOnCheap(pattern, text);
  return pattern.test(text);
}

/** A text with what a pattern finds replaced. Throws `TooMuch` where that would take too long. */
export function replaced(pattern: RegExp, text: string, by: string): string {
  insistOnCheap(pattern, text);
  return text.replace(pattern, by);
}

function insistOnCheap(pattern: RegExp, text: string): void {
  if (text.length > MOST_CHARACTERS) throw new TooMuch(t("template.pattern.long", { n: MOST_CHARACTERS }));
  try {
    const program = prepared(pattern);
    runThrough(program, text, pattern);
  } catch (error) {
    if (!(error instanceof Costly || error instanceof RangeError)) throw error;
    throw new TooMuch(t("template.pattern.costly", { pattern: shortened(pattern.source) }));
  }
}

function runThrough(program: Program, text: string, { global, unicode }: RegExp): void {
  const budget = new Budget(MOST_STEPS);
  for (let start = 0; start <= text.length; ) {
    const end = matchAt(program, text, start, budget, unicode);
    if (end !== undefined && !global) return;
    start = end === undefined || end === start ? start + 1 : end;
  }
}

function prepared(pattern: RegExp): Program {
  const key = String(pattern);
  const known = programs.get(key);
  if (known) return known;
  const node: Node = parse(pattern.source, pattern.flags);
  const made = programOf(node);
  if (programs.size >= MOST_KEPT) programs.clear();
  programs.set(key, made);
  return made;
}

function shortened(source: string): string {
  return source.length > 60 ? `${source.slice(0, 60)}…` : source;
}
