/** Reading a regular expression, as far as telling how much work a match takes needs it. */

export type Node =
  | { readonly kind: "one"; readonly fits: (char: string) => boolean }
  | { readonly kind: "row"; readonly parts: readonly Node[] }
  | { readonly kind: "choice"; readonly parts: readonly Node[] }
  | {
      readonly kind: "repeat";
      readonly part: Node;
      readonly min: number;
      readonly max: number;
      readonly isLazy: boolean;
    }
  | { readonly kind: "group"; readonly part: Node; readonly index: number }
  | { readonly kind: "look"; readonly part: Node; readonly isAhead: boolean; readonly isNegative: boolean }
  | { readonly kind: "edge"; readonly holds: (text: string, at: number) => boolean }
  | { readonly kind: "back"; readonly index: number };

const NOTHING: Node = { kind: "row", parts: [] };
const LOOKS: Readonly<Record<string, { isAhead: boolean; isNegative: boolean }>> = {
  "(?=": { isAhead: true, isNegative: false },
  "(?!": { isAhead: true, isNegative: true },
  "(?<=": { isAhead: false, isNegative: false },
  "(?<!": { isAhead: false, isNegative: true },
};
const OPENING = /^\((?:\?(?:<?[=!]|<([^>]+)>|[a-z-]*:))?/;
const QUANTIFIER = /^(?:[*+?]|\{(\d+)(,(\d*))?\})(\??)/;
const ESCAPE =
  /^\\(?:k<[^>]+>|u\{[\da-f]+\}|ud[89ab][\da-f]{2}\\ud[c-f][\da-f]{2}|u[\da-f]{4}|x[\da-f]{2}|c[a-z]|p\{[^}]*\}|[1-9]\d*|0[0-7]{0,2}|.)/isu;
const CLASS = /^\[(?:\\.|[^\]\\])*\]/s;

/** The parts of a pattern that the browser itself has found to be one. */
export function parse(source: string, flags: string): Node {
  return new Parser(source, flags).whole();
}

class Parser {
  #at = 0;
  #groups = 0;
  readonly #names: readonly (string | undefined)[];
  readonly #isUnicode: boolean;
  readonly #flags: string;

  constructor(
    private readonly source: string,
    flags: string,
  ) {
    this.#isUnicode = flags.includes("u");
    this.#flags = flags.replace(/[gy]/g, "");
    this.#names = groupNames(source);
  }

  whole(): Node {
    return this.#choice();
  }

  get #rest(): string {
    return this.source.slice(this.#at);
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    const found = pattern.exec(this.#rest);
    if (!found) return undefined;
    this.#at += found[0].length;
    return found;
  }

  #choice(): Node {
    const parts = [this.#row()];
    while (this.#take(/^\|/)) parts.push(this.#row());
    return parts.length === 1 ? (parts[0] ?? NOTHING) : { kind: "choice", parts };
  }

  #row(): Node {
    const parts: Node[] = [];
    while (this.#at < this.source.length && !/[|)]/.test(this.source[this.#at] ?? "")) {
      parts.push(this.#repeated(this.#atom()));
    }
    return parts.length === 1 ? (parts[0] ?? NOTHING) : { kind: "row", parts };
  }

  #repeated(part: Node): Node {
    const found = this.#take(QUANTIFIER);
    if (!found) return part;
    const [whole, least, upTo, most, lazy] = found;
    const min = least === undefined ? (whole.startsWith("+") ? 1 : 0) : Number(least);
    const limit = upTo === undefined ? min : most ? Number(most) : Number.POSITIVE_INFINITY;
    const max = least !== undefined ? limit : whole.startsWith("?") ? 1 : Number.POSITIVE_INFINITY;
    return { kind: "repeat", part, min, max, isLazy: lazy === "?" };
  }

  #atom(): Node {
    if (this.source[this.#at] === "(") return this.#group();
    const escaped = this.#take(ESCAPE);
    if (escaped) return this.#escaped(escaped[0]);
    const set = this.#take(CLASS);
    if (set) return this.#one(set[0]);
    const char = this.#char();
    if (char === "^") return edge(this.#flags, "^");
    if (char === "$") return edge(this.#flags, "$");
    // A bracket that opens nothing stands for itself.
    return this.#one(/[\]{}]/.test(char) ? `\\${char}` : char);
  }

  #char(): string {
    const char = this.#isUnicode
      ? String.fromCodePoint(this.source.codePointAt(this.#at) ?? 0)
      : this.source[this.#at];
    this.#at += char?.length ?? 1;
    return char ?? "";
  }

  #group(): Node {
    const opening = this.#take(OPENING)?.[0] ?? "";
    const look = LOOKS[opening];
    const isCaught = opening === "(" || opening.endsWith(">");
    const index = isCaught ? ++this.#groups : 0;
    const part = this.#choice();
    this.#at += 1; // the closing bracket
    if (look) return { kind: "look", part, ...look };
    return isCaught ? { kind: "group", part, index } : part;
  }

  #escaped(source: string): Node {
    if (source === "\\b" || source === "\\B") return edge(this.#flags, source);
    const name = /^\\k<(.+)>$/.exec(source)?.[1];
    const index =
      name === undefined ? Number(/^\\([1-9]\d*)$/.exec(source)?.[1]) : this.#names.indexOf(name) + 1;
    if (index > 0 && index <= this.#names.length) return { kind: "back", index };
    return this.#one(source);
  }

  /** One character, judged by the browser. */
  #one(source: string): Node {
    const pattern = new RegExp(`^(?:${source})$`, this.#flags.replace("m", ""));
    const known = new Map<string, boolean>();
    const fits = (char: string) => {
      const before = known.get(char);
      if (before !== undefined) return before;
      const found = pattern.test(char);
      known.set(char, found);
      return found;
    };
    return { kind: "one", fits };
  }
}

/** The names of the groups that catch something, in their order; undefined for those without. */
function groupNames(source: string): (string | undefined)[] {
  const bare = source.replace(/\\./gs, "").replace(/\[[^\]]*\]/g, "");
  return [...bare.matchAll(/\((?:\?<([^=!>][^>]*)>|(?!\?))/g)].map((found) => found[1]);
}

function edge(flags: string, which: string): Node {
  const isWord = (char: string | undefined) => char !== undefined && /\w/.test(char);
  const isLine = flags.includes("m");
  const holds = (text: string, at: number) => {
    switch (which) {
      case "^":
        return at === 0 || (isLine && text[at - 1] === "\n");
      case "$":
        return at === text.length || (isLine && text[at] === "\n");
      default:
        return (isWord(text[at - 1]) !== isWord(text[at])) === (which === "\\b");
    }
  };
  return { kind: "edge", holds };
}
