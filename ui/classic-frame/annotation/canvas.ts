/** Draws the editor's state as SVG over the picture, in the picture's own pixels on the screen. */
import type { Editor } from "./editor";
import type { Point, Shape } from "./shapes";

const SVG = "http://www.w3.org/2000/svg";
const HANDLE = 6;
const CURSOR = 12;

export class Canvas {
  readonly element = document.createElementNS(SVG, "svg");
  /** A rectangle that is being pulled open. */
  draft: [Point, Point] | null = null;
  /** An area's element stays the same: scripts put classes of their own on it, by what was annotated. */
  readonly #areas = new WeakMap<Shape, SVGElement>();
  #width = 0;
  #height = 0;

  constructor() {
    this.element.classList.add("image-annotation-editor__canvas");
    this.element.setAttribute("aria-hidden", "true");
  }

  resize(width: number, height: number): void {
    this.#width = width;
    this.#height = height;
    this.element.setAttribute("viewBox", `0 0 ${width} ${height}`);
  }

  draw(editor: Editor): void {
    const nodes: SVGElement[] = [];
    editor.shapes.forEach((shape, index) => {
      const selected = editor.selection?.shape === shape;
      nodes.push(this.#area(shape, index, selected));
      shape.points.forEach((point, place) => {
        const held = selected && editor.selection?.point === place;
        nodes.push(this.#handle(point, `${index}`, place, held));
      });
    });
    if (this.draft !== null) nodes.push(this.#path([...box(...this.draft)], "draft", true));
    if (editor.open.length > 0) nodes.push(this.#path(editor.open, "draft", false));
    editor.open.forEach((point, place) => {
      nodes.push(this.#handle(point, "open", place, place === 0));
    });
    if (editor.cursor !== null) nodes.push(this.#cross(editor.cursor));
    this.element.replaceChildren(...nodes);
  }

  areaOf(index: number): Element | null {
    return this.element.querySelector(`[data-area="${index}"]`);
  }

  #area(shape: Shape, index: number, selected: boolean): SVGElement {
    const path = this.#areas.get(shape) ?? document.createElementNS(SVG, "polygon");
    this.#areas.set(shape, path);
    path.setAttribute("points", this.#printed(shape.points));
    path.classList.toggle("image-annotation-editor__area", !selected);
    path.classList.toggle("image-annotation-editor__selected", selected);
    path.dataset.area = String(index);
    return path;
  }

  #path(points: Point[], kind: string, closed: boolean): SVGElement {
    const path = document.createElementNS(SVG, closed ? "polygon" : "polyline");
    path.setAttribute("points", this.#printed(points));
    path.setAttribute("class", `image-annotation-editor__${kind}`);
    return path;
  }

  #handle(point: Point, area: string, place: number, held: boolean): SVGElement {
    const [x, y] = this.#pixels(point);
    const circle = document.createElementNS(SVG, "circle");
    circle.setAttribute("cx", String(x));
    circle.setAttribute("cy", String(y));
    circle.setAttribute("r", String(held ? HANDLE + 2 : HANDLE));
    circle.setAttribute(
      "class",
      `image-annotation-editor__point${held ? " image-annotation-editor__point_held" : ""}`,
    );
    circle.dataset.of = area;
    circle.dataset.point = String(place);
    return circle;
  }

  #cross(point: Point): SVGElement {
    const [x, y] = this.#pixels(point);
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", `M${x - CURSOR} ${y}h${2 * CURSOR}M${x} ${y - CURSOR}v${2 * CURSOR}`);
    path.setAttribute("class", "image-annotation-editor__cursor");
    return path;
  }

  #printed(points: Point[]): string {
    return points.map((point) => this.#pixels(point).join(",")).join(" ");
  }

  #pixels({ x, y }: Point): [number, number] {
    return [x * this.#width, y * this.#height];
  }
}

function* box(one: Point, other: Point): Generator<Point> {
  yield one;
  yield { x: other.x, y: one.y };
  yield other;
  yield { x: one.x, y: other.y };
}
