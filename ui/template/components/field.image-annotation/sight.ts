/** What of the picture is seen: how it lies on the stage. Signals, no DOM. */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import {
  fitted,
  type Lie,
  minus,
  onPicture,
  onScreen,
  type Place,
  panned,
  type Size,
  showing,
  zoomedAt,
} from "./geometry";

const NOWHERE: Lie = { x: 0, y: 0, width: 1, height: 1, zoom: 1 };
const STEP = 1.5;

export class Sight {
  readonly lie: ReadonlySignal<Lie>;
  readonly #lie = signal<Lie>(NOWHERE);
  /** The picture's own pixels; unknown until it has loaded. */
  readonly picture = signal<Size | undefined>(undefined);
  readonly stage = signal<Size | undefined>(undefined);
  /** Whether there is anything to see and to draw on. */
  readonly isReady = computed(() => this.picture.value !== undefined && this.stage.value !== undefined);

  constructor() {
    this.lie = this.#lie;
  }

  /** The picture has loaded, perhaps another one than before. */
  load(picture: Size): void {
    this.picture.value = picture;
    this.reset();
  }

  /** The stage got another size: what was whole stays whole, what was in the middle stays there. */
  resize(stage: Size): void {
    if (stage.width <= 0 || stage.height <= 0) return;
    const before = this.stage.peek();
    const middle = before && onPicture(this.#lie.peek(), centre(before));
    const { zoom } = this.#lie.peek();
    this.stage.value = stage;
    this.reset();
    if (!middle || zoom === 1) return;
    const lie = zoomedAt(this.#lie.peek(), centre(stage), zoom);
    this.#lie.value = panned(lie, minus(centre(stage), onScreen(lie, middle)), stage);
  }

  reset(): void {
    const [picture, stage] = [this.picture.peek(), this.stage.peek()];
    if (picture && stage) this.#lie.value = fitted(picture, stage);
  }

  zoomAt(place: Place, factor: number): void {
    this.#lie.value = zoomedAt(this.#lie.peek(), place, factor);
  }

  /** One step in (1) or out (-1), at the stage's middle. */
  step(direction: 1 | -1): void {
    const stage = this.stage.peek();
    if (stage) this.zoomAt(centre(stage), STEP ** direction);
  }

  pan(by: Place): void {
    const stage = this.stage.peek();
    if (stage) this.#lie.value = panned(this.#lie.peek(), by, stage);
  }

  /** Bring a place of the picture into sight. */
  show(place: Place): void {
    const stage = this.stage.peek();
    if (stage) this.#lie.value = showing(this.#lie.peek(), place, stage);
  }

  /** A step of some of the picture's own pixels. */
  stepOf(x: number, y: number): Place {
    const { width, height } = this.picture.peek() ?? { width: 1, height: 1 };
    return { x: x / width, y: y / height };
  }

  onPicture(place: Place): Place {
    return onPicture(this.#lie.peek(), place);
  }

  onScreen(place: Place): Place {
    return onScreen(this.#lie.peek(), place);
  }
}

function centre({ width, height }: Size): Place {
  return { x: width / 2, y: height / 2 };
}
