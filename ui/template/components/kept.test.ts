/** What a reload leaves as it was, beside data. */
import { expect, test } from "vitest";
import { compile } from "../engine/config";
import type { Host } from "../engine/host";
import { Page } from "../engine/page";
import { all, fieldAt, inp, list, open, out, quietHost, text } from "../testing";
import { Work } from "./field.image-annotation/work";
import { choicesNow, choose, keptChoices, questionsOf } from "./field.quiz/quiz";
import type { QuizMemory } from "./field.quiz/schema";
import { keep } from "./kept";
import { notePlaying } from "./playing";
import { registry } from "./schemas";

type Opened = ReturnType<typeof open>;

/** The same task, opened from what its draft holds. */
function reloaded(task: Opened, config: object, host: Partial<Host> = {}): Opened {
  const draft = JSON.parse(
    JSON.stringify({
      output: task.output.peek([]),
      internal: task.internal.peek([]),
      memory: task.memory.peek([]),
    }),
  );
  task.end();
  return open(config, { ...draft, input: task.input.peek([]), host });
}

test("a film that was seen to its end has been seen, and another one has not", () => {
  const film = (url: unknown) => ({
    type: "view.video",
    url,
    validation: { type: "condition.played-fully" },
  });
  const config = { view: list(film("https://a.example/1.webm"), film("https://a.example/2.webm")) };
  const before = open(config);
  const [, first] = all(before.root.peek());
  if (!first) throw new Error("no film");
  notePlaying(first, "played");
  notePlaying(first, "playedFully");
  const after = reloaded(before, config);
  expect(all(after.root.peek()).map(({ error }) => error.peek() !== undefined)).toEqual([false, false, true]);
});

test("a link that was opened is open", () => {
  const link = {
    type: "view.link",
    url: "https://a.example/",
    validation: { type: "condition.link-opened", url: "https://a.example/" },
  };
  const config = { view: link };
  const before = open(config);
  expect(before.insist()).toBe(false);
  before.openLink("https://a.example/");
  expect(reloaded(before, config).insist()).toBe(true);
});

test("an answer in a branch that is not shown comes back with it", () => {
  const config = {
    view: list(text("which"), {
      type: "helper.if",
      condition: { type: "condition.equals", data: out("which"), to: "more" },
      then: text("more"),
    }),
  };
  const before = open(config);
  fieldAt(before, "which").write("more");
  fieldAt(before, "more").write("a long story");
  fieldAt(before, "which").write("less");
  expect(before.output.peek([])).toEqual({ which: "less" });
  const after = reloaded(before, config);
  expect(after.output.peek([])).toEqual({ which: "less" });
  fieldAt(after, "which").write("more");
  expect(after.output.peek([])).toEqual({ which: "more", more: "a long story" });
  expect(after.memory.peek([])).toBeUndefined();
});

test("a quiz that is half done goes on, and first choices stay first", () => {
  const options = ["one", "two"].map((key) => ({
    key,
    label: key,
    options: [
      { label: "A", value: "a" },
      { label: "B", value: "b" },
    ],
  }));
  const config = { view: { type: "field.quiz", data: out("quiz"), options } };
  const before = open(config);
  const quiz = before.root.peek();
  if (!quiz) throw new Error("no quiz");
  const questions = questionsOf(options);
  const first = choose((quiz.memory as QuizMemory).choices.peek(), questions, "one", "a");
  const second = choose(first.choices, questions, "one", "b");
  keep(quiz, keptChoices(second.choices));
  const after = reloaded(before, config).root.peek();
  if (!after) throw new Error("no quiz");
  const choices = choicesNow((after.memory as QuizMemory).choices.peek(), after.value);
  expect([choices.first.get("one"), choices.shown.get("one")]).toEqual(["a", "b"]);
  expect(choose(choices, questions, "two", "b").answer).toEqual({ one: "a", two: "b" });
});

test("a polygon that is half drawn is drawn on; what was given up is not", () => {
  const config = {
    view: { type: "field.image-annotation", data: out("shapes"), image: "https://a.example/1.png" },
  };
  const before = open(config);
  const work = (task: Opened) => {
    const mount = task.root.peek();
    if (!mount) throw new Error("no field");
    const made = new Work(mount, undefined);
    return { editing: made.editing, stop: made.keepDrawing() };
  };
  const one = work(before);
  one.editing.use("polygon");
  const places = [
    { x: 0.1, y: 0.2 },
    { x: 0.5, y: 0.25 },
  ];
  one.editing.drawing.value = { kind: "polygon", places };
  one.stop();
  expect(before.output.peek([])).toBeUndefined();
  const middle = reloaded(before, config);
  const two = work(middle);
  expect([two.editing.tool.peek(), two.editing.drawing.peek()]).toEqual([
    "polygon",
    { kind: "polygon", places },
  ]);
  two.editing.drawing.value = undefined;
  two.stop();
  expect(work(reloaded(middle, config)).editing.drawing.peek()).toBeUndefined();
});

test("where nothing can be changed nothing is kept", () => {
  const task = open({ view: text("a") }, { host: { mode: "read-only" } });
  task.openLink("https://a.example/");
  expect(task.memory.peek([])).toBeUndefined();
});

test("one task at a time: the one that was shown is shown again", () => {
  const config = { view: text("a"), plugins: [{ type: "plugin.toloka", layout: { kind: "pager" } }] };
  const program = compile(config, registry);
  const make = (memory: (index: number) => unknown) =>
    new Page(program, quietHost, {
      outputSpec: {},
      tasks: [0, 1, 2].map((index) => ({
        id: String(index),
        input: inp("x"),
        output: undefined,
        memory: memory(index),
      })),
    });
  const before = make(() => undefined);
  before.begin();
  expect(before.saved[0]?.memory).toBeUndefined();
  before.focus(2);
  const { saved } = before;
  before.end();
  const after = make((index) => saved[index]?.memory);
  after.begin();
  expect(after.current.peek()).toBe(2);
  expect(after.tasks[2]?.isFocused.peek()).toBe(true);
});
