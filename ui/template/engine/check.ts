/** A condition's outcome, with the words for both ways it may be looked at (template-builder 4.2). */

/** What to say: a line, and lines below it that belong together. */
export interface Line {
  readonly words: string;
  readonly below?: readonly Line[];
}

/**
 * `direct` says why it failed, `opposite` why it should not have passed. Both are made only when asked for:
 * most checks are never explained.
 */
export interface Check {
  readonly passed: boolean;
  direct(): readonly Line[];
  opposite(): readonly Line[];
}

export const say = (words: string): readonly Line[] => [{ words }];

/** A check with one line for each way. */
export function checked(passed: boolean, direct: () => string, opposite: () => string): Check {
  return { passed, direct: () => say(direct()), opposite: () => say(opposite()) };
}

/** The check of a plain boolean, and of anything else in a condition's place, which fails. */
export function checkOfValue(value: unknown, failed: () => string): Check {
  return checked(value === true, failed, failed);
}

/** One text of lines, those below indented. */
export function textOfLines(lines: readonly Line[], depth = 0): string {
  return lines
    .map((line) => {
      const own = `${"  ".repeat(depth)}${line.words}`;
      return line.below ? `${own}\n${textOfLines(line.below, depth + 1)}` : own;
    })
    .join("\n");
}
