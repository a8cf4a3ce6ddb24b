/** The page's keys for this field (template-builder 7.9), and what keys do on the stage. */
import { textOf } from "~/template/engine/json";
import type { Props } from "~/template/engine/schema";
import { keyOf, type Label } from "../annotation.labels";
import { type Editing, nearWithin, type Tool } from "./editing";
import { clamp, type Place } from "./geometry";
import type { Kind } from "./shapes";
import type { Sight } from "./sight";

/** Which keys the shortcuts plugin gives; none without it. */
export interface Keys {
  readonly modes: Readonly<Record<string, string | undefined>>;
  readonly confirm: string | undefined;
  readonly cancel: string | undefined;
  readonly labels: unknown;
}

export const NO_KEYS: Keys = { modes: {}, confirm: undefined, cancel: undefined, labels: undefined };

export function keysOf(plugin: Props | undefined): Keys {
  if (!plugin) return NO_KEYS;
  const modes = Object.entries(plugin.modes ?? {}).map(([mode, key]) => [mode, keyOf(key)] as const);
  return {
    modes: Object.fromEntries(modes),
    confirm: keyOf(plugin.confirm),
    cancel: keyOf(plugin.cancel),
    labels: plugin.labels,
  };
}

/** Do what one of the page's keys stands for; false where it stands for nothing here. */
export function pressKey(
  key: string,
  keys: Keys,
  editing: Editing,
  may: { kinds: readonly Kind[]; labels: readonly Label[] },
): boolean {
  if (editing.question.peek()) return false;
  const tools: Tool[] = ["select", ...may.kinds];
  const tool = tools.find((one) => textOf(keys.modes[one]) === key);
  const label = may.labels.find((one) => one.key === key);
  if (tool) editing.use(tool);
  else if (label) editing.choose(label);
  else if (key === keys.confirm) editing.confirm();
  else if (key === keys.cancel) editing.cancel();
  else return false;
  return true;
}

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
/** The cross goes a tenth of the picture at once. */
const LEAPS: Readonly<Record<string, Place>> = {
  Home: { x: -0.1, y: 0 },
  End: { x: 0.1, y: 0 },
  PageUp: { x: 0, y: -0.1 },
  PageDown: { x: 0, y: 0.1 },
};
const FAR = 10;
const PAN = 48;
const SAME_PLACE = 6;

type Pressed = Pick<KeyboardEvent, "key" | "shiftKey" | "ctrlKey" | "metaKey" | "altKey">;

/** What keys do while the stage, a shape or a vertex has the focus. */
export class StageKeys {
  constructor(
    private readonly editing: Editing,
    private readonly sight: Sight,
  ) {}

  /** Whether it was a key of the stage. */
  press(event: Pressed): boolean {
    if (event.ctrlKey || event.metaKey || event.altKey || !this.sight.isReady.peek()) return false;
    const step = STEPS[event.key];
    if (step) return this.#step(step, event.shiftKey ? FAR : 1);
    const leap = LEAPS[event.key];
    if (leap) return this.#leap(leap);
    return this.#other(event.key);
  }

  #step([x, y]: readonly [number, number], times: number): boolean {
    const { editing, sight } = this;
    const by = sight.stepOf(x * times, y * times);
    if (editing.selected.peek()) editing.nudge(by);
    else if (editing.tool.peek() === "select") sight.pan({ x: -x * PAN, y: -y * PAN });
    else this.#moveCross(by);
    return true;
  }

  #leap(by: Place): boolean {
    if (this.editing.selected.peek() || this.editing.tool.peek() === "select") return false;
    this.#moveCross(by);
    return true;
  }

  /** The cross: where the keyboard draws. It starts in the middle. */
  #moveCross(by: Place): void {
    const { editing, sight } = this;
    const at = editing.pointer.peek() ?? { x: 0.5, y: 0.5 };
    const next = { x: clamp(at.x + by.x, 0, 1), y: clamp(at.y + by.y, 0, 1) };
    editing.pointer.value = next;
    editing.stretch(next);
    sight.show(next);
    const { width, height } = sight.picture.peek() ?? { width: 1, height: 1 };
    editing.said.value = `${Math.round(next.x * width)}, ${Math.round(next.y * height)}`;
  }

  #other(key: string): boolean {
    switch (key) {
      case "Enter":
      case " ":
        return this.#enter();
      case "Delete":
      case "Backspace":
        return this.#delete();
      case "Escape":
        return this.#escape();
      case "+":
      case "=":
        this.sight.step(1);
        return true;
      case "-":
        this.sight.step(-1);
        return true;
      default:
        return false;
    }
  }

  #enter(): boolean {
    const { editing, sight } = this;
    if (editing.selected.peek() || editing.tool.peek() === "select") return false;
    const at = editing.pointer.peek();
    if (!at) this.#moveCross({ x: 0, y: 0 });
    else
      editing.press(
        at,
        nearWithin(SAME_PLACE, (place) => sight.onScreen(place)),
      );
    return true;
  }

  #delete(): boolean {
    const { editing } = this;
    if (editing.selected.peek()) editing.deleteSelected();
    else if (editing.drawing.peek()) editing.stepBack();
    else return false;
    return true;
  }

  #escape(): boolean {
    const { editing } = this;
    if (editing.drawing.peek()) editing.cancel();
    else if (editing.selected.peek()) editing.select(undefined);
    else return false;
    return true;
  }
}
