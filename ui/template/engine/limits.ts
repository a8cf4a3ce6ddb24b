/**
 * How much a page does for a config before it says that this is too much. A config is data, but references,
 * helpers and lists multiply: thirty lines can ask for a thousand million parts. What goes beyond is shown as a
 * fault in its place; without a bound the page would be frozen or blank instead.
 */
import { t } from "~/kit/i18n";
import { isObject } from "./json";

/** How deep parts of a config may lie in each other, references followed. */
export const MOST_DEEP = 256;
/** Of how many parts a part may consist, each counted as often as references lead to it. */
export const MOST_PARTS = 300_000;
/** How many components a page may have at once. */
export const MOST_MOUNTED = 10_000;
/** Of how many values and characters what a helper makes may consist. */
export const MOST_MADE = 1_000_000;

/** A part of a page asks for more than there is; `message` says so to the worker. */
export class TooMuch extends Error {
  override readonly name = "TooMuch";
}

/** Room for components, shared by the tasks of a page. */
export class Room {
  #taken = 0;

  /** Throws where there is no room for so many more. */
  insist(wanted: number): void {
    if (this.#taken + wanted > MOST_MOUNTED) throw new TooMuch(t("template.tooMany", { n: MOST_MOUNTED }));
  }

  take(): void {
    this.#taken += 1;
  }

  leave(): void {
    this.#taken -= 1;
  }
}

/**
 * How many parts may be resolved for one part of a page, by how many were since the browser could last draw: what is
 * small is always shown, whatever stands beside it.
 */
const ALLOWANCES: readonly (readonly [number, number])[] = [
  [300_000, 150_000],
  [600_000, 20_000],
  [Number.POSITIVE_INFINITY, 200],
];

/** Counts what is resolved. */
class Effort {
  #sinceDrawing = 0;
  #isWaiting = false;
  #depth = 0;
  #left = 0;

  /** Resolve a part, which may resolve others. Throws where it takes too many. */
  spend<T>(work: () => T): T {
    if (this.#depth === 0) this.#left = this.#allowance();
    this.#depth += 1;
    this.#sinceDrawing += 1;
    this.#left -= 1;
    try {
      if (this.#left < 0) throw new TooMuch(t("template.tooLong"));
      return work();
    } finally {
      this.#depth -= 1;
    }
  }

  #allowance(): number {
    if (!this.#isWaiting) {
      this.#isWaiting = true;
      setTimeout(() => {
        this.#isWaiting = false;
        this.#sinceDrawing = 0;
      });
    }
    return ALLOWANCES.find(([upTo]) => this.#sinceDrawing < upTo)?.[1] ?? 0;
  }
}

export const effort = new Effort();

/** Throws where something of so many characters or elements is too large to be made. */
export function insistOnSize(size: number): void {
  if (size > MOST_MADE) throw new TooMuch(t("template.tooLarge", { n: MOST_MADE }));
}

const weights = new WeakMap<object, number>();

/** What a helper has made, if it is not too large: each part counts as often as it stands in it. */
export function notTooLarge<T>(made: T): T {
  insistOnSize(weightOf(made));
  return made;
}

function weightOf(value: unknown): number {
  if (typeof value === "string") return value.length;
  if (!Array.isArray(value) && !isPlain(value)) return 1;
  const known = weights.get(value);
  if (known !== undefined) return known;
  let weight = 1;
  for (const part of Array.isArray(value) ? value : Object.values(value)) weight += weightOf(part);
  weights.set(value, weight);
  return weight;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return isObject(value) && Object.getPrototypeOf(value) === Object.prototype;
}
