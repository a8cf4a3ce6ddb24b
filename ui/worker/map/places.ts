/** Geometry of places on the globe, as far as choosing one needs it. */

export interface Position {
  latitude: number;
  longitude: number;
}

const RADIUS = 6_371_000;
const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** Metres along the globe. */
export function distance(one: Position, other: Position): number {
  const dLatitude = radians(other.latitude - one.latitude);
  const dLongitude = radians(other.longitude - one.longitude);
  const half =
    Math.sin(dLatitude / 2) ** 2 +
    Math.cos(radians(one.latitude)) * Math.cos(radians(other.latitude)) * Math.sin(dLongitude / 2) ** 2;
  return 2 * RADIUS * Math.asin(Math.min(1, Math.sqrt(half)));
}

/** The nearest first; in their own order while nobody knows from where. */
export function nearestFirst<Place extends Position>(
  places: readonly Place[],
  from: Position | undefined,
): Place[] {
  if (!from) return [...places];
  return [...places].sort((one, other) => distance(from, one) - distance(from, other));
}

export interface Projection {
  x: (place: Position) => number;
  y: (place: Position) => number;
  /** Degrees between lines of the grid: about five of them across. */
  step: number;
  west: number;
  east: number;
  south: number;
  north: number;
}

const MARGIN = 0.08;

/** A flat picture of `width` by `height` that holds all places, true to shape in its middle. */
export function projectionOf(places: readonly Position[], width: number, height: number): Projection {
  const latitudes = places.map((place) => place.latitude);
  const longitudes = places.map((place) => place.longitude);
  const middle = {
    latitude: (Math.min(...latitudes) + Math.max(...latitudes)) / 2,
    longitude: (Math.min(...longitudes) + Math.max(...longitudes)) / 2,
  };
  const narrow = Math.max(0.05, Math.cos(radians(middle.latitude)));
  const spanX = (Math.max(...longitudes) - Math.min(...longitudes)) * narrow;
  const spanY = Math.max(...latitudes) - Math.min(...latitudes);
  // One place alone is shown with some hundred metres around it.
  const scale = Math.min(width / Math.max(spanX, 0.004), height / Math.max(spanY, 0.004)) * (1 - 2 * MARGIN);
  const halfX = width / 2 / scale / narrow;
  const halfY = height / 2 / scale;
  return {
    x: (place) => width / 2 + (place.longitude - middle.longitude) * narrow * scale,
    y: (place) => height / 2 - (place.latitude - middle.latitude) * scale,
    step: roundStep((2 * halfY) / 5),
    west: middle.longitude - halfX,
    east: middle.longitude + halfX,
    south: middle.latitude - halfY,
    north: middle.latitude + halfY,
  };
}

/** 1, 2 or 5 times a power of ten. */
function roundStep(wanted: number): number {
  const power = 10 ** Math.floor(Math.log10(wanted));
  const lead = wanted / power;
  return (lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10) * power;
}

/** Where the lines of a grid stand between two degrees. */
export function gridLines(from: number, to: number, step: number): number[] {
  const lines: number[] = [];
  for (let line = Math.ceil(from / step); line * step <= to; line++) lines.push(line * step);
  return lines;
}
