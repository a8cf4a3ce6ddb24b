/** A quiz: the first choice at each question counts, further ones only show what they would have been. */
import { isObject, type JsonObject, textOf } from "~/template/engine/json";
import { objectsIn } from "../options";

export interface Question {
  readonly key: string;
  readonly label: string;
  readonly options: readonly JsonObject[];
  readonly hasBorder: boolean;
  readonly isDisabled: boolean;
}

/** What was chosen, by the questions' keys. */
export interface Choices {
  readonly first: ReadonlyMap<string, unknown>;
  readonly shown: ReadonlyMap<string, unknown>;
  /** Whether the answer was written. */
  readonly isWritten: boolean;
}

export const NO_CHOICES: Choices = { first: new Map(), shown: new Map(), isWritten: false };

export function questionsOf(given: unknown): Question[] {
  return objectsIn(given).map((one) => ({
    key: textOf(one.key),
    label: textOf(one.label),
    options: objectsIn(one.options),
    hasBorder: one.border === true,
    isDisabled: one.disabled === true,
  }));
}

/** The choices as they are kept for a reload, and as they were. */
export function keptChoices({ first, shown, isWritten }: Choices): JsonObject {
  return { first: Object.fromEntries(first), shown: Object.fromEntries(shown), isWritten };
}

export function choicesKept({ first, shown, isWritten }: JsonObject): Choices {
  if (!isObject(first) || !isObject(shown)) return NO_CHOICES;
  return {
    first: new Map(Object.entries(first)),
    shown: new Map(Object.entries(shown)),
    isWritten: isWritten === true,
  };
}

/** The choices as they stand beside a value, which may have been there before or been cleared since. */
export function choicesNow(choices: Choices, value: unknown): Choices {
  if (!isObject(value)) return choices.isWritten ? NO_CHOICES : choices;
  const first = new Map(Object.entries(value));
  const shown = new Map([...first, ...(choices.isWritten ? choices.shown : [])]);
  return { first, shown, isWritten: choices.isWritten };
}

/** Choose at one question; `answer` is there once each question that can be answered is. */
export function choose(
  before: Choices,
  questions: readonly Question[],
  key: string,
  value: unknown,
): { choices: Choices; answer: JsonObject | undefined } {
  const first = new Map(before.first);
  if (!first.has(key)) first.set(key, value);
  const shown = new Map(before.shown).set(key, value);
  const asked = questions.filter((question) => !question.isDisabled);
  const isWritten = asked.every((question) => first.has(question.key));
  const answer = isWritten
    ? Object.fromEntries(asked.map((question) => [question.key, first.get(question.key)]))
    : undefined;
  return { choices: { first, shown, isWritten }, answer };
}
