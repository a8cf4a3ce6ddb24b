/**
 * What pointers do on the stage: presses, pulls, pans, two fingers. No DOM: places are the stage's pixels.
 */
import { type Editing, nearWithin } from "./editing";
import { distance, middle, minus, type Place } from "./geometry";
import { type Hit, hitAt } from "./hits";
import type { Sight } from "./sight";

export interface Press {
  readonly id: number;
  readonly at: Place;
  readonly kind: "mouse" | "pen" | "touch";
  /** The wheel's button pans with every tool. */
  readonly isMiddle: boolean;
}

/** What one pointer is about; the end counts, an abort does not. */
interface Gesture {
  move(at: Place): void;
  end(at: Place): void;
  abort(): void;
}

/** How far a pointer may go and still have stood still; how close to a thing hits it. */
const SLOP = { mouse: 4, pen: 8, touch: 10 };
const HIT = { mouse: 10, pen: 16, touch: 22 };

export class Gestures {
  readonly #pointers = new Map<number, Place>();
  #gesture: Gesture | undefined;
  /** After two fingers the last one does nothing more. */
  #isSpent = false;

  constructor(
    private readonly editing: Editing,
    private readonly sight: Sight,
    private readonly isDisabled: () => boolean,
  ) {}

  down(press: Press): void {
    this.#pointers.set(press.id, press.at);
    if (this.#pointers.size === 1 && !this.#isSpent) {
      this.#gesture = this.#begin(press);
      return;
    }
    this.#gesture?.abort();
    this.#gesture = undefined;
    this.#isSpent = true;
  }

  move(id: number, at: Place): void {
    const before = this.#pointers.get(id);
    if (!before) {
      this.#hover(at);
      return;
    }
    if (this.#pointers.size === 2) this.#pinch(id, before, at);
    this.#pointers.set(id, at);
    this.#gesture?.move(at);
  }

  up(id: number, at: Place): void {
    if (!this.#pointers.delete(id)) return;
    const gesture = this.#gesture;
    this.#gesture = undefined;
    gesture?.end(at);
    if (this.#pointers.size === 0) this.#isSpent = false;
  }

  cancel(id: number): void {
    if (!this.#pointers.delete(id)) return;
    this.#gesture?.abort();
    this.#gesture = undefined;
    if (this.#pointers.size === 0) this.#isSpent = false;
  }

  #hover(at: Place): void {
    const place = this.sight.onPicture(at);
    this.editing.pointer.value = place;
    this.editing.stretch(place);
  }

  #pinch(id: number, before: Place, at: Place): void {
    const other = [...this.#pointers].find(([one]) => one !== id)?.[1];
    if (!other) return;
    const [was, is] = [distance(before, other), distance(at, other)];
    this.sight.pan(minus(middle(at, other), middle(before, other)));
    if (was > 0 && is > 0) this.sight.zoomAt(middle(at, other), is / was);
  }

  #begin(press: Press): Gesture {
    const tool = this.editing.tool.peek();
    if (press.isMiddle || this.isDisabled()) return this.#tapOrPan(press, () => {});
    if (tool === "select") return this.#selecting(press);
    if (tool === "rectangle") return this.#rectangle(press);
    const isNear = nearWithin(HIT[press.kind], (place) => this.sight.onScreen(place));
    return this.#tapOrPan(press, () => this.editing.press(this.sight.onPicture(press.at), isNear));
  }

  #tapOrPan(press: Press, tap: () => void): Gesture {
    let last = press.at;
    let isPan = false;
    return {
      move: (at) => {
        isPan ||= distance(press.at, at) > SLOP[press.kind];
        if (!isPan) return;
        this.sight.pan(minus(at, last));
        last = at;
      },
      end: () => {
        if (!isPan) tap();
      },
      abort: () => {},
    };
  }

  #selecting(press: Press): Gesture {
    const { editing, sight } = this;
    const selected = editing.selected.peek();
    const hit = hitAt(editing.shapes.peek(), selected?.shape, press.at, sight.lie.peek(), HIT[press.kind]);
    // A shape's inside pans until the shape is selected: a big one would else be moved by accident.
    const canPull = hit && (hit.vertex !== undefined || hit.shape === selected?.shape);
    return canPull ? this.#pull(press, hit) : this.#tapOrPan(press, () => editing.select(hit));
  }

  #pull(press: Press, hit: Hit): Gesture {
    const { editing, sight } = this;
    editing.select(hit);
    const put = editing.grasp(hit);
    const start = sight.onPicture(press.at);
    let isPull = false;
    return {
      move: (at) => {
        isPull ||= distance(press.at, at) > SLOP[press.kind];
        if (isPull) put(minus(sight.onPicture(at), start));
      },
      end: () => editing.settle(),
      abort: () => editing.drop(),
    };
  }

  /** Drag, or press, move and press again. */
  #rectangle(press: Press): Gesture {
    const { editing, sight } = this;
    const isSecond = editing.drawing.peek()?.kind === "rectangle";
    if (!isSecond) editing.startRectangle(sight.onPicture(press.at));
    else editing.stretch(sight.onPicture(press.at));
    let isDrag = isSecond;
    const isNear = nearWithin(SLOP[press.kind], (place) => sight.onScreen(place));
    return {
      move: (at) => {
        isDrag ||= distance(press.at, at) > SLOP[press.kind];
        editing.stretch(sight.onPicture(at));
      },
      end: (at) => {
        if (isDrag) editing.finishRectangle(sight.onPicture(at), isNear);
      },
      abort: () => {
        if (!isSecond) editing.cancel();
      },
    };
  }
}
