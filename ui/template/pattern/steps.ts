/**
 * How much work a match is: the pattern is run as the browser would run it, by trying and going back, with every
 * step counted. The browser itself counts nothing and can be stopped by nobody.
 */
import type { Node } from "./parse";

type Step =
  | { readonly do: "one"; readonly fits: (char: string) => boolean }
  | { readonly do: "edge"; readonly holds: (text: string, at: number) => boolean }
  | { readonly do: "try"; readonly first: number; readonly then: number }
  | { readonly do: "go"; readonly to: number }
  | { readonly do: "note"; readonly slot: number }
  | { readonly do: "moved"; readonly slot: number }
  | { readonly do: "back"; readonly index: number }
  | {
      readonly do: "look";
      readonly program: Program;
      readonly isAhead: boolean;
      readonly isNegative: boolean;
    }
  | { readonly do: "end" };

export type Program = readonly Step[];

/** A match would take, or a pattern is, more than anybody should wait for. */
export class Costly extends Error {}

const MOST_PARTS = 20_000;

/** A budget of steps, for all that is asked with it. */
export class Budget {
  constructor(private left: number) {}

  spend(): void {
    this.left -= 1;
    if (this.left < 0) throw new Costly();
  }
}

/** A pattern as steps. Counted repeats are written out. */
export function programOf(node: Node): Program {
  return new Writer().write(node);
}

class Writer {
  readonly #steps: Step[] = [];
  #marks = 1_000_000; // beyond the slots of any groups

  write(node: Node): Program {
    this.#add(node);
    this.#put({ do: "end" });
    return this.#steps;
  }

  #put(step: Step): number {
    if (this.#steps.length >= MOST_PARTS) throw new Costly();
    return this.#steps.push(step) - 1;
  }

  #add(node: Node): void {
    switch (node.kind) {
      case "one":
        this.#put({ do: "one", fits: node.fits });
        return;
      case "edge":
        this.#put({ do: "edge", holds: node.holds });
        return;
      case "back":
        this.#put({ do: "back", index: node.index });
        return;
      case "look":
        this.#put({
          do: "look",
          program: programOf(node.part),
          isAhead: node.isAhead,
          isNegative: node.isNegative,
        });
        return;
      case "row":
        for (const part of node.parts) this.#add(part);
        return;
      case "group":
        this.#put({ do: "note", slot: node.index * 2 });
        this.#add(node.part);
        this.#put({ do: "note", slot: node.index * 2 + 1 });
        return;
      case "choice":
        this.#choice(node.parts);
        return;
      case "repeat":
        this.#repeat(node);
    }
  }

  #choice(parts: readonly Node[]): void {
    const leaving: number[] = [];
    parts.forEach((part, index) => {
      if (index === parts.length - 1) {
        this.#add(part);
        return;
      }
      const fork = this.#put({ do: "end" });
      this.#add(part);
      leaving.push(this.#put({ do: "end" }));
      this.#steps[fork] = { do: "try", first: fork + 1, then: this.#steps.length };
    });
    for (const place of leaving) this.#steps[place] = { do: "go", to: this.#steps.length };
  }

  #repeat({ part, min, max, isLazy }: Extract<Node, { kind: "repeat" }>): void {
    for (let done = 0; done < min; done += 1) this.#add(part);
    if (max === Number.POSITIVE_INFINITY) {
      this.#loop(part, isLazy);
      return;
    }
    const forks: number[] = [];
    for (let done = min; done < max; done += 1) {
      forks.push(this.#put({ do: "end" }));
      this.#add(part);
    }
    for (const fork of forks) this.#steps[fork] = forkTo(fork + 1, this.#steps.length, isLazy);
  }

  /** As often as it goes; a round that moves nowhere is the last. */
  #loop(part: Node, isLazy: boolean): void {
    const fork = this.#put({ do: "end" });
    const slot = this.#marks;
    this.#marks += 1;
    const mayStay = canBeEmpty(part);
    if (mayStay) this.#put({ do: "note", slot });
    this.#add(part);
    if (mayStay) this.#put({ do: "moved", slot });
    this.#put({ do: "go", to: fork });
    this.#steps[fork] = forkTo(fork + 1, this.#steps.length, isLazy);
  }
}

function forkTo(inside: number, beyond: number, isLazy: boolean): Step {
  return isLazy ? { do: "try", first: beyond, then: inside } : { do: "try", first: inside, then: beyond };
}

function canBeEmpty(node: Node): boolean {
  switch (node.kind) {
    case "one":
      return false;
    case "row":
      return node.parts.every(canBeEmpty);
    case "choice":
      return node.parts.some(canBeEmpty);
    case "repeat":
      return node.min === 0 || canBeEmpty(node.part);
    case "group":
      return canBeEmpty(node.part);
    default:
      return true;
  }
}

/** Where groups begin and end, and where loops last were. Kept for each way that may be gone back to. */
type Slots = ReadonlyMap<number, number>;

const NO_SLOTS: Slots = new Map();

/** Where a match that begins at a place ends (at `until`, where that is wanted); undefined for none. */
export function matchAt(
  program: Program,
  text: string,
  start: number,
  budget: Budget,
  isUnicode: boolean,
  until?: number,
): number | undefined {
  return new Run(program, text, budget, isUnicode, until).from(start, NO_SLOTS)?.at;
}

class Run {
  constructor(
    private readonly program: Program,
    private readonly text: string,
    private readonly budget: Budget,
    private readonly isUnicode: boolean,
    private readonly until: number | undefined,
  ) {}

  from(start: number, given: Slots): { at: number; slots: Slots } | undefined {
    const waiting: [number, number, Slots][] = [[0, start, given]];
    for (let way = waiting.pop(); way; way = waiting.pop()) {
      let [step, at, slots] = way;
      for (let goes = true; goes; ) {
        this.budget.spend();
        const now = this.program[step];
        step += 1;
        switch (now?.do) {
          case "one": {
            const char = this.#charAt(at);
            goes = char !== "" && now.fits(char);
            at += char.length;
            break;
          }
          case "try":
            waiting.push([now.then, at, slots]);
            step = now.first;
            break;
          case "go":
            step = now.to;
            break;
          case "note":
            slots = new Map(slots).set(now.slot, at);
            break;
          case "moved":
            goes = slots.get(now.slot) !== at;
            break;
          case "edge":
            goes = now.holds(this.text, at);
            break;
          case "back": {
            const again = this.#caught(slots, now.index);
            goes = this.text.startsWith(again, at);
            at += again.length;
            break;
          }
          case "look":
            goes = this.#look(now, at, slots) !== now.isNegative;
            break;
          default:
            if (this.until === undefined || this.until === at) return { at, slots };
            goes = false;
        }
      }
    }
    return undefined;
  }

  #charAt(at: number): string {
    if (!this.isUnicode) return this.text[at] ?? "";
    const point = this.text.codePointAt(at);
    return point === undefined ? "" : String.fromCodePoint(point);
  }

  #caught(slots: Slots, index: number): string {
    const [start, end] = [slots.get(index * 2), slots.get(index * 2 + 1)];
    return start === undefined || end === undefined ? "" : this.text.slice(start, end);
  }

  #look({ program, isAhead }: Extract<Step, { do: "look" }>, at: number, slots: Slots): boolean {
    if (isAhead) {
      return (
        new Run(program, this.text, this.budget, this.isUnicode, undefined).from(at, slots) !== undefined
      );
    }
    const behind = new Run(program, this.text, this.budget, this.isUnicode, at);
    for (let start = at; start >= 0; start -= 1) if (behind.from(start, slots)) return true;
    return false;
  }
}
