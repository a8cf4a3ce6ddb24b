/** Mouse, pen and finger on the picture. */
import type { Canvas } from "./canvas";
import type { Editor } from "./editor";
import { at, type Point, type Shape } from "./shapes";

const DRAG = 5;
const REACH = { mouse: 10, touch: 24 };

type Gesture =
  | { kind: "point"; shape: Shape; index: number; moved: boolean }
  | { kind: "shape"; shape: Shape; last: Point; moved: boolean }
  | { kind: "draw"; from: Point; moved: boolean };

export interface PointerSettings {
  editor: Editor;
  canvas: Canvas;
  /** Whether pulling on the empty picture draws a rectangle. */
  pulls(): boolean;
}

export function followPointer({ editor, canvas, pulls }: PointerSettings): void {
  const { element } = canvas;
  let gesture: Gesture | null = null;
  let start = { x: 0, y: 0 };

  const pointOf = (event: PointerEvent): Point => {
    const rect = element.getBoundingClientRect();
    return at((event.clientX - rect.left) / rect.width, (event.clientY - rect.top) / rect.height);
  };

  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !event.isPrimary) return;
    start = { x: event.clientX, y: event.clientY };
    gesture = begin(editor, event, pointOf(event));
    if (gesture.kind !== "draw" || pulls()) element.setPointerCapture(event.pointerId);
  });
  element.addEventListener("pointermove", (event) => {
    if (gesture === null) return;
    const far = Math.hypot(event.clientX - start.x, event.clientY - start.y) >= DRAG;
    if (far || gesture.moved) drag(editor, canvas, gesture, pointOf(event), pulls());
  });
  element.addEventListener("pointerup", (event) => {
    if (gesture !== null)
      finish(editor, canvas, gesture, pointOf(event), reaches(element, event, editor.open[0]));
    gesture = null;
  });
  element.addEventListener("pointercancel", () => {
    if (canvas.draft !== null) editor.cancel();
    canvas.draft = null;
    gesture = null;
    editor.draw();
  });
}

/** While a polygon is open every press is a point of it; with Shift a new area begins also on top of another. */
function begin(editor: Editor, event: PointerEvent, point: Point): Gesture {
  const target = event.target instanceof SVGElement ? event.target.dataset : {};
  const drawing = editor.open.length > 0 || event.shiftKey;
  const held = editor.shapes[Number(target.of)];
  if (!drawing && held !== undefined) {
    editor.select(held, Number(target.point));
    return { kind: "point", shape: held, index: Number(target.point), moved: false };
  }
  const shape = editor.shapes[Number(target.area)];
  if (!drawing && shape !== undefined) {
    editor.select(shape);
    return { kind: "shape", shape, last: point, moved: false };
  }
  return { kind: "draw", from: point, moved: false };
}

function drag(editor: Editor, canvas: Canvas, gesture: Gesture, point: Point, pulls: boolean): void {
  if (gesture.kind === "draw") {
    if (!pulls || editor.open.length > 0) return;
    if (!gesture.moved) editor.startDragging();
    canvas.draft = [gesture.from, point];
  } else if (gesture.kind === "point") {
    gesture.shape.movePoint(gesture.index, point);
  } else {
    gesture.shape.moveBy(point.x - gesture.last.x, point.y - gesture.last.y);
    gesture.last = point;
  }
  gesture.moved = true;
  editor.draw();
}

function finish(editor: Editor, canvas: Canvas, gesture: Gesture, point: Point, closes: boolean): void {
  canvas.draft = null;
  if (gesture.kind === "draw") {
    if (gesture.moved) editor.addRectangle(gesture.from, point);
    else if (!(closes && editor.close())) editor.place(gesture.from);
    return;
  }
  if (!gesture.moved) return;
  gesture.shape.settle();
  editor.changed();
}

/** Whether a press is on the first point of the open polygon, near enough for what presses. */
function reaches(element: SVGElement, event: PointerEvent, first: Point | undefined): boolean {
  if (first === undefined) return false;
  const rect = element.getBoundingClientRect();
  const far = Math.hypot(
    event.clientX - rect.left - first.x * rect.width,
    event.clientY - rect.top - first.y * rect.height,
  );
  return far <= (event.pointerType === "touch" ? REACH.touch : REACH.mouse);
}
