/** Areas of a picture in the form that classic interfaces write them: fractions of its width and height. */
export interface Point {
  x: number;
  y: number;
}
export interface Rectangle {
  p1: Point;
  p2: Point;
}
export type ShapeType = "rectangle" | "polygon";
export interface ShapeJson {
  type: ShapeType;
  data: Rectangle | Point[];
  annotation?: string;
}

/** A ten-thousandth of a picture is finer than a hand; more digits would be noise of the screen's size. */
const PRECISION = 10_000;

export function clamp(value: number): number {
  return Math.round(Math.min(1, Math.max(0, value)) * PRECISION) / PRECISION;
}

export function at(x: number, y: number): Point {
  return { x: clamp(x), y: clamp(y) };
}

/** One area. Scripts write its `annotation`, which counts as a change of the answer. */
export class Shape {
  readonly type: ShapeType;
  data: Rectangle | Point[];
  #annotation: string | undefined;
  readonly #changed: () => void;

  constructor(json: ShapeJson, changed: () => void) {
    this.type = json.type;
    this.data = structuredClone(json.data);
    this.#annotation = json.annotation;
    this.#changed = changed;
  }

  get annotation(): string {
    return this.#annotation ?? "";
  }

  set annotation(words: string) {
    this.#annotation = words === "" ? undefined : words;
    this.#changed();
  }

  /** The points that can be taken hold of: of a rectangle its corners, around from p1. */
  get points(): Point[] {
    if (Array.isArray(this.data)) return this.data;
    const { p1, p2 } = this.data;
    return [p1, { x: p2.x, y: p1.y }, p2, { x: p1.x, y: p2.y }];
  }

  movePoint(index: number, to: Point): void {
    if (Array.isArray(this.data)) {
      this.data[index] = to;
      return;
    }
    const opposite = this.points[(index + 2) % 4] ?? to;
    const besideX = { x: to.x, y: opposite.y };
    const besideY = { x: opposite.x, y: to.y };
    // The corner that is held keeps its number while it is moved, even past the opposite one.
    const corners: Array<[Point, Point]> = [
      [to, opposite],
      [besideY, besideX],
      [opposite, to],
      [besideX, besideY],
    ];
    const [p1, p2] = corners[index] ?? [to, opposite];
    this.data = { p1, p2 };
  }

  moveBy(dx: number, dy: number): void {
    const points = this.points;
    const free = (low: number, high: number, by: number): number => Math.max(-low, Math.min(1 - high, by));
    const xs = points.map(({ x }) => x);
    const ys = points.map(({ y }) => y);
    const right = free(Math.min(...xs), Math.max(...xs), dx);
    const down = free(Math.min(...ys), Math.max(...ys), dy);
    const moved = ({ x, y }: Point): Point => at(x + right, y + down);
    this.data = Array.isArray(this.data)
      ? this.data.map(moved)
      : { p1: moved(this.data.p1), p2: moved(this.data.p2) };
  }

  /** A rectangle's p1 is its top left corner once it is let go. */
  settle(): void {
    if (!Array.isArray(this.data)) this.data = rectangle(this.data.p1, this.data.p2);
  }

  /** False when too few points are left to make an area. */
  removePoint(index: number): boolean {
    if (!Array.isArray(this.data) || this.data.length <= 3) return false;
    this.data.splice(index, 1);
    return true;
  }

  toJSON(): ShapeJson {
    const json: ShapeJson = { type: this.type, data: structuredClone(this.data) };
    if (this.#annotation !== undefined) json.annotation = this.#annotation;
    return json;
  }
}

export function rectangle(one: Point, other: Point): Rectangle {
  return {
    p1: { x: Math.min(one.x, other.x), y: Math.min(one.y, other.y) },
    p2: { x: Math.max(one.x, other.x), y: Math.max(one.y, other.y) },
  };
}

/** The areas of a value that came from a task or an answer; what is no area is left out. */
export function readShapes(value: unknown): ShapeJson[] {
  const parsed = typeof value === "string" ? parse(value) : value;
  return Array.isArray(parsed) ? parsed.filter(isShape) : [];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return [];
  }
}

function isShape(value: unknown): value is ShapeJson {
  if (typeof value !== "object" || value === null || !("type" in value) || !("data" in value)) return false;
  const { type, data } = value;
  if (type === "polygon") return Array.isArray(data) && data.length > 2 && data.every(isPoint);
  if (type !== "rectangle" || typeof data !== "object" || data === null) return false;
  return "p1" in data && "p2" in data && isPoint(data.p1) && isPoint(data.p2);
}

function isPoint(value: unknown): value is Point {
  if (typeof value !== "object" || value === null || !("x" in value) || !("y" in value)) return false;
  return Number.isFinite(value.x) && Number.isFinite(value.y);
}
