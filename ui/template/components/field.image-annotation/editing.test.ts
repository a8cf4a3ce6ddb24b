import { signal } from "@preact/signals";
import { describe, expect, test } from "vitest";
import type { Label } from "../annotation.labels";
import { Editing } from "./editing";
import type { Place } from "./geometry";
import { Gestures, type Press } from "./gestures";
import { keysOf, pressKey, StageKeys } from "./keys";
import type { Kind, Shape } from "./shapes";
import { Sight } from "./sight";

const label = (value: string, key: string): Label => ({
  value,
  words: value,
  colour: "#000000",
  ink: "#ffffff",
  key,
});
const LABELS = [label("car", "1"), label("sign", "2")];
const KINDS: Kind[] = ["point", "rectangle", "polygon"];
const BOX: Shape = { shape: "rectangle", left: 0.25, top: 0.25, width: 0.5, height: 0.5 };

/** A picture of 400 by 400 on a stage of that size: hundredths of the picture are 4 pixels. */
function open({ shapes = [] as Shape[], labels = [] as Label[], kinds = KINDS, isDisabled = false } = {}) {
  const held = signal<readonly Shape[]>(shapes);
  const writes: (readonly Shape[])[] = [];
  const editing = new Editing({
    get shapes() {
      return held.value;
    },
    kinds,
    labels,
    isDisabled,
    write: (next) => {
      writes.push(next);
      held.value = next;
    },
  });
  const sight = new Sight();
  sight.resize({ width: 400, height: 400 });
  sight.load({ width: 400, height: 400 });
  const gestures = new Gestures(editing, sight, () => isDisabled);
  return { editing, sight, gestures, writes, keys: new StageKeys(editing, sight), shapes: () => held.value };
}

const mouse = (x: number, y: number): Press => ({ id: 1, at: { x, y }, kind: "mouse", isMiddle: false });
const finger = (id: number, x: number, y: number): Press => ({
  id,
  at: { x, y },
  kind: "touch",
  isMiddle: false,
});

function drag(gestures: Gestures, from: Place, ...to: Place[]) {
  gestures.down(mouse(from.x, from.y));
  for (const at of to) gestures.move(1, at);
  gestures.up(1, to.at(-1) ?? from);
}

const key = (name: string, shiftKey = false) => ({
  key: name,
  shiftKey,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
});

describe("tools", () => {
  test("begin with the first that draws where nothing is drawn, else with selecting", () => {
    expect(open().editing.tool.value).toBe("point");
    expect(open({ kinds: ["polygon"] }).editing.tool.value).toBe("polygon");
    expect(open({ kinds: [] }).editing.tool.value).toBe("select");
    expect(open({ shapes: [BOX] }).editing.tool.value).toBe("select");
    expect(open({ isDisabled: true }).editing.tool.value).toBe("select");
  });

  test("a press of the point tool adds a point each, within the picture; a drag pans", () => {
    const { gestures, shapes, sight } = open();
    drag(gestures, { x: 100, y: 200 });
    drag(gestures, { x: 399, y: 500 });
    drag(gestures, { x: 100, y: 100 }, { x: 150, y: 100 });
    expect(shapes()).toEqual([
      { shape: "point", left: 0.25, top: 0.5 },
      { shape: "point", left: 0.9975, top: 1 },
    ]);
    expect(sight.lie.value.x).toBe(50);
  });

  test("a rectangle is written once, when it is let go", () => {
    const { editing, gestures, writes } = open();
    editing.use("rectangle");
    gestures.down(mouse(300, 300));
    gestures.move(1, { x: 200, y: 200 });
    gestures.move(1, { x: 100, y: 100 });
    expect(writes).toEqual([]);
    gestures.up(1, { x: 100, y: 100 });
    expect(writes).toEqual([[BOX]]);
  });

  test("a rectangle by two presses; the same place twice is none", () => {
    const { editing, gestures, shapes } = open();
    editing.use("rectangle");
    drag(gestures, { x: 100, y: 100 });
    gestures.move(9, { x: 250, y: 250 });
    expect(editing.drawing.value).toMatchObject({ to: { x: 0.625, y: 0.625 } });
    drag(gestures, { x: 300, y: 300 });
    expect(shapes()).toEqual([BOX]);
    drag(gestures, { x: 50, y: 50 });
    drag(gestures, { x: 51, y: 51 });
    expect(shapes()).toHaveLength(1);
    expect(editing.drawing.value).toBeUndefined();
  });

  test("a polygon is closed by its first vertex, not with under three", () => {
    const { editing, gestures, shapes } = open();
    editing.use("polygon");
    drag(gestures, { x: 100, y: 100 });
    drag(gestures, { x: 300, y: 100 });
    drag(gestures, { x: 101, y: 101 });
    expect(editing.notice.value).toMatch(/three/);
    drag(gestures, { x: 300, y: 300 });
    drag(gestures, { x: 300, y: 300 });
    drag(gestures, { x: 102, y: 98 });
    expect(shapes()).toEqual([
      {
        shape: "polygon",
        points: [
          { left: 0.25, top: 0.25 },
          { left: 0.75, top: 0.25 },
          { left: 0.75, top: 0.75 },
        ],
      },
    ]);
  });

  test("a polygon that is begun is given up only after a yes, whatever would end it", () => {
    const { editing, gestures } = open();
    editing.use("polygon");
    drag(gestures, { x: 100, y: 100 });
    editing.use("point");
    expect(editing.tool.value).toBe("polygon");
    editing.answer(false);
    expect(editing.drawing.value).toBeDefined();
    editing.cancel();
    editing.answer(true);
    expect(editing.drawing.value).toBeUndefined();
    expect(editing.tool.value).toBe("polygon");
  });
});

describe("selecting", () => {
  test("a shape, then moving it; the answer changes when it is let go", () => {
    const { editing, gestures, writes, sight } = open({ shapes: [BOX] });
    drag(gestures, { x: 200, y: 200 }, { x: 220, y: 200 });
    expect([editing.selected.value, sight.lie.value.x]).toEqual([undefined, 20]);
    sight.reset();
    drag(gestures, { x: 200, y: 200 });
    expect(editing.selected.value).toEqual({ shape: 0 });
    gestures.down(mouse(200, 200));
    gestures.move(1, { x: 240, y: 160 });
    expect(editing.shapes.value[0]).toMatchObject({ left: expect.closeTo(0.35), top: expect.closeTo(0.15) });
    expect(writes).toEqual([]);
    gestures.up(1, { x: 240, y: 160 });
    expect(writes).toHaveLength(1);
  });

  test("a corner that is pulled across is another one then", () => {
    const { editing, gestures, shapes } = open({ shapes: [BOX] });
    drag(gestures, { x: 100, y: 100 }, { x: 380, y: 340 });
    expect(shapes()).toEqual([
      {
        shape: "rectangle",
        left: 0.75,
        top: 0.75,
        width: expect.closeTo(0.2),
        height: expect.closeTo(0.1),
      },
    ]);
    expect(editing.selected.value).toEqual({ shape: 0, vertex: 2 });
  });

  test("a second finger takes a move back and zooms instead", () => {
    const { gestures, sight, writes } = open({ shapes: [BOX] });
    gestures.down(finger(1, 100, 100));
    gestures.move(1, { x: 130, y: 100 });
    gestures.down(finger(2, 230, 100));
    gestures.move(2, { x: 330, y: 100 });
    gestures.up(2, { x: 330, y: 100 });
    gestures.move(1, { x: 10, y: 10 });
    gestures.up(1, { x: 10, y: 10 });
    expect(writes).toEqual([]);
    expect(sight.lie.value.zoom).toBeCloseTo(2);
  });

  test("the smaller of two shapes within each other", () => {
    const small: Shape = { shape: "rectangle", left: 0.4, top: 0.4, width: 0.2, height: 0.2 };
    const { editing, gestures } = open({ shapes: [small, BOX] });
    drag(gestures, { x: 200, y: 200 });
    expect(editing.selected.value).toEqual({ shape: 0 });
  });

  test("where nothing may be changed: nothing", () => {
    const { editing, gestures, keys, writes } = open({ shapes: [BOX], isDisabled: true });
    drag(gestures, { x: 100, y: 100 }, { x: 130, y: 100 });
    editing.select({ shape: 0 });
    for (const name of ["ArrowLeft", "Delete"]) keys.press(key(name));
    editing.settle();
    expect(writes).toEqual([]);
    expect(editing.selected.value).toBeUndefined();
  });
});

describe("labels", () => {
  test("the first is armed, another one may be; the selected shape gets it instead", () => {
    const { editing, gestures, shapes } = open({ labels: LABELS });
    const [, sign] = LABELS;
    drag(gestures, { x: 100, y: 100 });
    if (sign) editing.choose(sign);
    drag(gestures, { x: 200, y: 200 });
    expect(shapes().map((shape) => shape.label)).toEqual(["car", "sign"]);
    editing.select({ shape: 0 });
    expect(editing.label.value).toBe("car");
    if (sign) editing.choose(sign);
    expect(shapes().map((shape) => shape.label)).toEqual(["sign", "sign"]);
  });
});

describe("keys", () => {
  test("of the plugin choose tools and labels; others are nobody's, and none act during a question", () => {
    const { editing } = open({ labels: LABELS });
    const keys = keysOf({ modes: { select: "Q", rectangle: "e" }, confirm: "x", cancel: "z", labels: [] });
    const may = { kinds: KINDS, labels: LABELS };
    const press = (name: string) => pressKey(name, keys, editing, may);
    expect([press("e"), editing.tool.value]).toEqual([true, "rectangle"]);
    expect([press("w"), press("r")]).toEqual([false, false]);
    expect([press("2"), editing.label.value]).toEqual([true, "sign"]);
    editing.drawing.value = { kind: "polygon", places: [{ x: 0, y: 0 }] };
    expect(press("z")).toBe(true);
    expect(press("x")).toBe(false);
    editing.answer(true);
    expect(editing.drawing.value).toBeUndefined();
  });

  test("arrows move what is selected by pixels of the picture, and it counts when they are let go", () => {
    const { editing, keys, writes } = open({ shapes: [BOX] });
    editing.select({ shape: 0 });
    keys.press(key("ArrowRight"));
    keys.press(key("ArrowDown", true));
    expect(writes).toEqual([]);
    editing.settle();
    expect(writes).toEqual([
      [{ ...BOX, left: expect.closeTo(0.25 + 1 / 400, 9), top: expect.closeTo(0.25 + 10 / 400, 9) }],
    ]);
  });

  test("Delete deletes a vertex while over three are left, and shapes", () => {
    const points = [0, 0.5, 1].map((left) => ({ left, top: left * left }));
    const polygon: Shape = { shape: "polygon", points: [...points, { left: 0, top: 1 }] };
    const { editing, keys, shapes } = open({ shapes: [polygon, BOX] });
    editing.select({ shape: 0, vertex: 3 });
    keys.press(key("Delete"));
    expect(shapes()[0]).toEqual({ shape: "polygon", points });
    editing.select({ shape: 0, vertex: 0 });
    keys.press(key("Delete"));
    expect(editing.notice.value).toMatch(/three/);
    editing.select({ shape: 1, vertex: 0 });
    keys.press(key("Delete"));
    expect(shapes()).toHaveLength(1);
  });

  test("draw with a cross that starts in the middle", () => {
    const { editing, keys, shapes } = open();
    keys.press(key("Enter"));
    expect(shapes()).toEqual([]);
    for (const name of ["ArrowLeft", "ArrowUp"]) keys.press(key(name, true));
    keys.press(key("Enter"));
    expect(shapes()).toEqual([{ shape: "point", left: expect.closeTo(0.475), top: expect.closeTo(0.475) }]);
    expect(editing.said.value).not.toBe("");
  });

  test("with Control, Meta or Alt are the browser's", () => {
    const { keys } = open();
    expect(keys.press({ ...key("+"), ctrlKey: true })).toBe(false);
    expect(keys.press(key("a"))).toBe(false);
  });
});
