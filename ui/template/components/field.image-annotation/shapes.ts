/** Shapes as answers hold them, and what may be done to one (template-builder 7.2). */
import { isObject } from "~/template/engine/json";
import { type Box, boxBetween, cornersOf, type Place, plus, reach, withCorner, within } from "./geometry";

export const KINDS = ["point", "rectangle", "polygon"] as const;
export type Kind = (typeof KINDS)[number];

interface Labelled {
  readonly label?: string;
}

export interface PointShape extends Labelled {
  readonly shape: "point";
  readonly left: number;
  readonly top: number;
}

export interface RectangleShape extends Labelled, Box {
  readonly shape: "rectangle";
}

export interface PolygonShape extends Labelled {
  readonly shape: "polygon";
  readonly points: readonly { readonly left: number; readonly top: number }[];
}

export type Shape = PointShape | RectangleShape | PolygonShape;

/** Fewer do not enclose anything. */
export const LEAST_VERTICES = 3;

/** The shapes of an answer. What is not a shape is left out; what reaches beyond the picture is cut. */
export function shapesOf(value: unknown): Shape[] {
  return Array.isArray(value) ? value.flatMap((item) => shapeOf(item) ?? []) : [];
}

/** What is written: nothing is no answer. */
export function answerOf(shapes: readonly Shape[]): readonly Shape[] | undefined {
  return shapes.length > 0 ? shapes : undefined;
}

function shapeOf(value: unknown): Shape | undefined {
  const bare = isObject(value) ? bareShapeOf(value) : undefined;
  return bare && isObject(value) ? withLabel(bare, value.label) : undefined;
}

function bareShapeOf(value: Record<string, unknown>): Shape | undefined {
  switch (value.shape) {
    case "point": {
      const place = placeOf(value);
      return place && pointAt(place);
    }
    case "rectangle": {
      const place = placeOf(value);
      const { width, height } = value;
      if (!place || !isNumber(width) || !isNumber(height)) return undefined;
      return rectangleOf(place, { x: place.x + width, y: place.y + height });
    }
    case "polygon": {
      const places = placesIn(value.points);
      return places.length >= LEAST_VERTICES ? polygonOf(places) : undefined;
    }
    default:
      return undefined;
  }
}

/** The places of an outline as answers write them. */
export function placesIn(points: unknown): Place[] {
  return Array.isArray(points) ? points.flatMap((one) => placeOf(one) ?? []) : [];
}

function placeOf(value: unknown): Place | undefined {
  if (!isObject(value) || !isNumber(value.left) || !isNumber(value.top)) return undefined;
  return { x: value.left, y: value.top };
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

/** The shape with a label, or with none. */
export function withLabel(shape: Shape, label: unknown): Shape {
  const { label: _before, ...bare } = shape;
  return typeof label === "string" && label !== "" ? { ...bare, label } : bare;
}

// A minus zero would be equal to nothing that somebody compares with.
const asJson = ({ x, y }: Place) => ({ left: x + 0, top: y + 0 });

export function pointAt(place: Place): PointShape {
  return { shape: "point", ...asJson(within(place)) };
}

export function rectangleOf(one: Place, other: Place): RectangleShape {
  return { shape: "rectangle", ...boxBetween(one, other) };
}

export function polygonOf(places: readonly Place[]): PolygonShape {
  return { shape: "polygon", points: places.map((place) => asJson(within(place))) };
}

/** What can be pressed and pulled: the point itself, corners, vertices. */
export function verticesOf(shape: Shape): Place[] {
  switch (shape.shape) {
    case "point":
      return [{ x: shape.left, y: shape.top }];
    case "rectangle":
      return cornersOf(shape);
    case "polygon":
      return shape.points.map(({ left, top }) => ({ x: left, y: top }));
  }
}

/** The shape after one vertex was put elsewhere. */
export function withVertex(shape: Shape, vertex: number, place: Place): Shape {
  switch (shape.shape) {
    case "point":
      return withLabel(pointAt(place), shape.label);
    case "rectangle":
      return { ...shape, ...withCorner(shape, vertex, place) };
    case "polygon": {
      const places = verticesOf(shape).map((one, index) => (index === vertex ? place : one));
      return withLabel(polygonOf(places), shape.label);
    }
  }
}

/** The shape moved as a whole, as far as the picture reaches. Its form and size stay. */
export function moved(shape: Shape, by: Place): Shape {
  const places = verticesOf(shape);
  const step = reach(places, by);
  if (shape.shape === "rectangle") return { ...shape, left: shape.left + step.x, top: shape.top + step.y };
  const next = places.map((place) => plus(place, step));
  const [first = { x: 0, y: 0 }] = next;
  return withLabel(shape.shape === "point" ? pointAt(first) : polygonOf(next), shape.label);
}

/** Whether a vertex may go: only a polygon's, and only while enough are left. */
export function canLoseVertex(shape: Shape): boolean {
  return shape.shape === "polygon" && shape.points.length > LEAST_VERTICES;
}

export function withoutVertex(shape: Shape, vertex: number): Shape {
  if (shape.shape !== "polygon" || !canLoseVertex(shape)) return shape;
  return { ...shape, points: shape.points.filter((_, index) => index !== vertex) };
}

/** Whether any shape lacks a label. */
export function lackLabel(shapes: readonly Shape[]): boolean {
  return shapes.some((shape) => shape.label === undefined);
}
