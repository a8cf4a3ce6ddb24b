import { signal } from "@preact/signals";
import { describe, expect, test } from "vitest";
import type { Label } from "../annotation.labels";
import type { Mark } from "./intervals";
import { Marking } from "./marking";

const CONTENT = "Acme sold 20 blue bottles in Lisbon.";
const label = (value: string): Label => ({
  value,
  words: value,
  colour: "#000000",
  ink: "#ffffff",
  key: undefined,
});
const MAKER = label("maker");
const PLACE = label("place");

function open(byWords: boolean, isDisabled = false) {
  const held = signal<readonly Mark[]>([]);
  const marking = new Marking({
    content: CONTENT,
    get marks() {
      return held.value;
    },
    labels: [MAKER, PLACE],
    byWords,
    isDisabled,
    write: (next) => {
      held.value = next;
    },
  });
  const said = () => held.value.map((mark) => `${mark.label}: ${mark.segment}`);
  return { marking, said };
}

const at = (piece: string) => {
  const start = CONTENT.indexOf(piece);
  return { start, end: start + piece.length };
};

describe("marking", () => {
  test("first the text, then the label; a label again takes it away", () => {
    const { marking, said } = open(true);
    marking.finish(at("cm"));
    marking.choose(MAKER);
    expect(said()).toEqual(["maker: Acme"]);
    expect(marking.span.value).toBeUndefined();
    expect(marking.armed.value).toBeUndefined();
    marking.finish(at("Acme"));
    expect(marking.pressed.value).toBe("maker");
    marking.choose(MAKER);
    expect(said()).toEqual([]);
  });

  test("first the label, then text after text, until the label is pressed again", () => {
    const { marking, said } = open(false);
    marking.choose(PLACE);
    marking.finish(at("Lis"));
    marking.finish(at("20"));
    expect(said()).toEqual(["place: 20", "place: Lis"]);
    marking.choose(PLACE);
    marking.finish(at("Acme"));
    expect(said()).toHaveLength(2);
  });

  test("a selection on its way is not marked yet", () => {
    const { marking, said } = open(false);
    marking.choose(PLACE);
    marking.select(at("Lis"));
    expect(said()).toEqual([]);
  });

  test("a click on a mark selects it, for another label or for clearing", () => {
    const { marking, said } = open(true);
    marking.finish(at("Lisbon"));
    marking.choose(MAKER);
    marking.tap(30, false);
    marking.choose(PLACE);
    expect(said()).toEqual(["place: Lisbon"]);
    marking.tap(30, false);
    marking.clear();
    expect(said()).toEqual([]);
  });

  test("a tap of a finger means the word, and marks it with the armed label", () => {
    const { marking, said } = open(true);
    marking.tap(1, true);
    expect(marking.selectedText).toBe("Acme");
    marking.escape();
    marking.choose(MAKER);
    marking.tap(1, true);
    expect(said()).toEqual(["maker: Acme"]);
  });

  test("says what is missing: no word, nothing to clear", () => {
    const { marking, said } = open(true);
    marking.finish({ start: 35, end: 36 });
    marking.choose(MAKER);
    expect([said(), marking.notice.value]).toEqual([[], "There is no word in what you selected"]);
    marking.clear();
    expect(marking.notice.value).toBe("Select a part of the text first");
  });

  test("does nothing where nothing may be changed", () => {
    const { marking, said } = open(true, true);
    marking.finish(at("Acme"));
    marking.choose(MAKER);
    expect(said()).toEqual([]);
  });
});
