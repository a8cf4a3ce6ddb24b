/** What lies under a press. */
import { distance, type Lie, onScreen, type Place } from "./geometry";
import { type Shape, verticesOf } from "./shapes";

export interface Hit {
  readonly shape: number;
  /** None: the shape as a whole. */
  readonly vertex?: number;
}

/**
 * What is at a place of the screen: a vertex of the selected shape before any other's, then the smallest
 * shape around the place, so that one within another can be reached.
 */
export function hitAt(
  shapes: readonly Shape[],
  selected: number | undefined,
  at: Place,
  lie: Lie,
  slop: number,
): Hit | undefined {
  const outlines = shapes.map((shape) => verticesOf(shape).map((place) => onScreen(lie, place)));
  return (
    vertexAt(outlines, (index) => index === selected, at, slop) ??
    vertexAt(outlines, () => true, at, slop) ??
    outlineAt(outlines, at, slop)
  );
}

function vertexAt(
  outlines: readonly Place[][],
  isWanted: (shape: number) => boolean,
  at: Place,
  slop: number,
): Hit | undefined {
  let best: Hit | undefined;
  let least = slop;
  outlines.forEach((places, shape) => {
    if (!isWanted(shape)) return;
    places.forEach((place, vertex) => {
      const way = distance(place, at);
      // Of equally near ones the upper: it was drawn later.
      if (way > least) return;
      least = way;
      best = { shape, vertex };
    });
  });
  return best;
}

function outlineAt(outlines: readonly Place[][], at: Place, slop: number): Hit | undefined {
  let best: Hit | undefined;
  let least = Number.POSITIVE_INFINITY;
  outlines.forEach((places, shape) => {
    if (places.length < 3 || !(isAround(places, at) || isAtEdge(places, at, slop / 2))) return;
    const size = areaOf(places);
    if (size > least) return;
    least = size;
    best = { shape };
  });
  return best;
}

/** Whether a polygon is around a place: a ray from it crosses the sides an odd number of times. */
export function isAround(places: readonly Place[], at: Place): boolean {
  let isInside = false;
  for (const [a, b] of sides(places)) {
    const isCrossed = a.y > at.y !== b.y > at.y;
    if (isCrossed && at.x < ((b.x - a.x) * (at.y - a.y)) / (b.y - a.y) + a.x) isInside = !isInside;
  }
  return isInside;
}

function isAtEdge(places: readonly Place[], at: Place, slop: number): boolean {
  return sides(places).some(([a, b]) => distanceToSide(a, b, at) <= slop);
}

function distanceToSide(a: Place, b: Place, at: Place): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const square = dx * dx + dy * dy;
  if (square === 0) return distance(a, at);
  const share = Math.min(1, Math.max(0, ((at.x - a.x) * dx + (at.y - a.y) * dy) / square));
  return distance({ x: a.x + share * dx, y: a.y + share * dy }, at);
}

function areaOf(places: readonly Place[]): number {
  return Math.abs(sides(places).reduce((sum, [a, b]) => sum + (a.x * b.y - b.x * a.y) / 2, 0));
}

function sides(places: readonly Place[]): [Place, Place][] {
  return places.map((place, index) => [place, places[(index + 1) % places.length] ?? place]);
}
