import { describe, expect, test } from "vitest";
import { type Choices, choicesNow, choose, NO_CHOICES, questionsOf } from "./quiz";

const options = [{ value: "a" }, { value: "b" }];
const questions = questionsOf([
  { key: "one", options },
  { key: "two", options },
  { key: "off", options, disabled: true },
]);

/** Choose one after another; gives what is written each time. */
function play(steps: [string, unknown][], from: Choices = NO_CHOICES) {
  let choices = from;
  const answers = steps.map(([key, value]) => {
    const made = choose(choices, questions, key, value);
    choices = made.choices;
    return made.answer;
  });
  return { choices, answers };
}

describe("a quiz", () => {
  test("is written once every question that can be answered is", () => {
    expect(
      play([
        ["one", "a"],
        ["two", "b"],
      ]).answers,
    ).toEqual([undefined, { one: "a", two: "b" }]);
  });

  test("counts the first choice and shows the last", () => {
    const { choices, answers } = play([
      ["one", "a"],
      ["one", "b"],
      ["two", "a"],
      ["two", "b"],
    ]);
    expect(answers.at(-1)).toEqual({ one: "a", two: "a" });
    expect(Object.fromEntries(choices.shown)).toEqual({ one: "b", two: "b" });
  });

  test("begins anew once its value was cleared", () => {
    const { choices } = play([
      ["one", "a"],
      ["two", "b"],
    ]);
    expect(choicesNow(choices, undefined)).toBe(NO_CHOICES);
  });

  test("keeps what was chosen so far while there is no value yet", () => {
    const { choices } = play([["one", "a"]]);
    expect(choicesNow(choices, undefined)).toBe(choices);
  });

  test("shows the answers of a draft, whose first choices count on", () => {
    const restored = choicesNow(NO_CHOICES, { one: "a", two: "b" });
    expect(Object.fromEntries(restored.shown)).toEqual({ one: "a", two: "b" });
    const made = choose(restored, questions, "one", "b");
    expect(made.answer).toEqual({ one: "a", two: "b" });
    expect(choicesNow(made.choices, made.answer).shown.get("one")).toBe("b");
  });
});
