/**
 * The state of the area editor and what can be done with it, without a screen: tools, the area being drawn, the
 * selected area and point. It is also the object that scripts get from `getEditor()`.
 */
import type { AnnotationInterface } from "./interface";
import { at, type Point, rectangle, Shape, type ShapeJson, type ShapeType } from "./shapes";

export type EditorEvent = "shape:start" | "shape:finish" | "shape:cancel" | "shape:remove" | "shapes:update";
type Listener = (...payload: unknown[]) => void;

export interface Selection {
  shape: Shape;
  point: number | null;
}

export class Editor {
  shapes: Shape[] = [];
  tool: ShapeType = "polygon";
  /** Points of the polygon that is being drawn, or the first corner of a rectangle. */
  open: Point[] = [];
  selection: Selection | null = null;
  /** Where the keyboard would put a point. */
  cursor: Point | null = null;
  readonly #listeners = new Map<EditorEvent, Listener[]>();
  readonly #redraw: () => void;
  #annotationInterface: AnnotationInterface | null = null;

  constructor(redraw: () => void) {
    this.#redraw = redraw;
  }

  get annotationInterface(): AnnotationInterface | null {
    return this.#annotationInterface;
  }

  set annotationInterface(value: AnnotationInterface | null) {
    this.#annotationInterface = value;
    this.#redraw();
  }

  on(event: EditorEvent, listener: Listener): this {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
    return this;
  }

  removeListener(event: EditorEvent, listener: Listener): this {
    const rest = (this.#listeners.get(event) ?? []).filter((one) => one !== listener);
    this.#listeners.set(event, rest);
    return this;
  }

  /** Show areas that come from outside; not a change by the worker. */
  load(shapes: ShapeJson[]): void {
    this.shapes = shapes.map((json) => this.#create(json));
    this.selection = null;
    this.#redraw();
  }

  choose(tool: ShapeType): void {
    if (this.open.length > 0) this.cancel();
    this.tool = tool;
    this.selection = null;
    this.#redraw();
  }

  select(shape: Shape | null, point: number | null = null): void {
    this.selection = shape === null ? null : { shape, point };
    if (shape !== null) this.cursor = null;
    this.#redraw();
  }

  /** A press at a place of the picture with the chosen tool. */
  place(point: Point): void {
    this.selection = null;
    if (this.tool === "rectangle" && this.open[0] !== undefined) {
      this.addRectangle(this.open[0], point);
      return;
    }
    this.open.push(point);
    if (this.open.length === 1) this.#emit("shape:start");
    this.#redraw();
  }

  /** Close the polygon; false when it has too few points. */
  close(): boolean {
    if (this.open.length < 3 || this.tool !== "polygon") return false;
    this.#finish({ type: "polygon", data: this.open });
    return true;
  }

  startDragging(): void {
    this.selection = null;
    this.#emit("shape:start");
  }

  /** Nothing comes of a rectangle without a surface. */
  addRectangle(one: Point, other: Point): void {
    if (one.x === other.x || one.y === other.y) this.cancel();
    else this.#finish({ type: "rectangle", data: rectangle(one, other) });
  }

  /** Forget the area that is being drawn. */
  cancel(): void {
    this.open = [];
    this.#emit("shape:cancel");
    this.#redraw();
  }

  /** Takes away the last point that was drawn, else the selected point, else the selected area. */
  remove(): void {
    if (this.open.length > 0) {
      this.open.pop();
      this.#emit("shape:cancel");
      this.#redraw();
      return;
    }
    if (this.selection === null) return;
    const { shape, point } = this.selection;
    if (point !== null && shape.removePoint(point)) {
      this.selection = { shape, point: Math.min(point, shape.points.length - 1) };
      this.changed();
      return;
    }
    this.shapes.splice(this.shapes.indexOf(shape), 1);
    this.selection = null;
    this.#emit("shape:remove", shape);
    this.changed();
  }

  /** Move the selected point, or area, by fractions of the picture. */
  nudge(dx: number, dy: number): void {
    if (this.selection === null) {
      const { x, y } = this.cursor ?? { x: 0.5, y: 0.5 };
      this.cursor = this.cursor === null ? { x, y } : at(x + dx, y + dy);
      this.#redraw();
      return;
    }
    const { shape, point } = this.selection;
    const before = point === null ? undefined : shape.points[point];
    if (point === null || before === undefined) shape.moveBy(dx, dy);
    else shape.movePoint(point, at(before.x + dx, before.y + dy));
    this.changed();
  }

  /** Select the next or previous point of all areas; false when there is none that way. */
  step(by: 1 | -1): boolean {
    const all = this.shapes.flatMap((shape) => shape.points.map((_, point) => ({ shape, point })));
    const { selection } = this;
    const current = all.findIndex(
      ({ shape, point }) => shape === selection?.shape && point === (selection.point ?? 0),
    );
    if (selection === null && by < 0) return false;
    const next = selection === null ? all[0] : all[selection.point === null ? current : current + by];
    this.select(next?.shape ?? null, next?.point ?? null);
    return next !== undefined;
  }

  /** The areas are other than they were, by the worker's doing. */
  changed(): void {
    this.#emit("shapes:update", this.shapes);
    this.#redraw();
  }

  draw(): void {
    this.#redraw();
  }

  #finish(json: ShapeJson): void {
    const shape = this.#create(json);
    this.open = [];
    this.shapes.push(shape);
    this.selection = { shape, point: null };
    this.#emit("shape:finish", shape);
    this.changed();
  }

  #create(json: ShapeJson): Shape {
    return new Shape(json, () => this.#emit("shapes:update", this.shapes));
  }

  #emit(event: EditorEvent, ...payload: unknown[]): void {
    for (const listener of this.#listeners.get(event) ?? []) listener(...payload);
  }
}
