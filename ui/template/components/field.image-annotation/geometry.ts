/**
 * Geometry of drawing on a picture, without a DOM and without an interface. Places on the picture are
 * fractions of its size, places on the screen are pixels from the stage's upper left corner.
 */

export interface Place {
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Box extends Size {
  readonly left: number;
  readonly top: number;
}

/** How a picture lies on the stage: where its corner is, and how big it is shown. */
export interface Lie {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** 1: fitted into the stage. */
  readonly zoom: number;
}

export const LEAST_ZOOM = 0.01;
export const MOST_ZOOM = 100;

export function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

/** The place within the picture that is nearest. */
export function within(place: Place): Place {
  return { x: clamp(place.x, 0, 1), y: clamp(place.y, 0, 1) };
}

/** The box between two opposite corners, within the picture. */
export function boxBetween(one: Place, other: Place): Box {
  const [a, b] = [within(one), within(other)];
  return {
    left: Math.min(a.x, b.x),
    top: Math.min(a.y, b.y),
    width: Math.abs(a.x - b.x),
    height: Math.abs(a.y - b.y),
  };
}

/** A box's corners, clockwise from the upper left one. */
export function cornersOf({ left, top, width, height }: Box): Place[] {
  const [right, bottom] = [left + width, top + height];
  return [
    { x: left, y: top },
    { x: right, y: top },
    { x: right, y: bottom },
    { x: left, y: bottom },
  ];
}

/** The box after one of its corners was put elsewhere: the opposite corner stays, sides stay parallel. */
export function withCorner(box: Box, corner: number, place: Place): Box {
  const opposite = cornersOf(box)[(corner + 2) % 4];
  return opposite ? boxBetween(opposite, place) : box;
}

/** Which corner is nearest to a place: after a corner was pulled across a side, it is another one. */
export function cornerAt(box: Box, place: Place): number {
  return nearestOf(cornersOf(box), place);
}

export function nearestOf(places: readonly Place[], place: Place): number {
  const ways = places.map((one) => distance(one, place));
  return ways.indexOf(Math.min(...ways));
}

/** How far places may go together, at most `by`, so that all of them stay within the picture. */
export function reach(places: readonly Place[], by: Place): Place {
  const xs = places.map((place) => place.x);
  const ys = places.map((place) => place.y);
  return {
    x: clamp(by.x, -Math.min(...xs), 1 - Math.max(...xs)),
    y: clamp(by.y, -Math.min(...ys), 1 - Math.max(...ys)),
  };
}

export function plus(one: Place, other: Place): Place {
  return { x: one.x + other.x, y: one.y + other.y };
}

export function minus(one: Place, other: Place): Place {
  return { x: one.x - other.x, y: one.y - other.y };
}

export function distance(one: Place, other: Place): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}

export function middle(one: Place, other: Place): Place {
  return { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 };
}

/** The whole picture as big as the stage allows, in its middle. */
export function fitted(picture: Size, stage: Size): Lie {
  const scale = Math.min(stage.width / picture.width, stage.height / picture.height);
  const width = picture.width * scale;
  const height = picture.height * scale;
  return { x: (stage.width - width) / 2, y: (stage.height - height) / 2, width, height, zoom: 1 };
}

/** Zoomed by a factor so that what is under a place of the screen stays there. */
export function zoomedAt(lie: Lie, place: Place, factor: number): Lie {
  const zoom = clamp(lie.zoom * factor, LEAST_ZOOM, MOST_ZOOM);
  const real = zoom / lie.zoom;
  return {
    x: place.x - (place.x - lie.x) * real,
    y: place.y - (place.y - lie.y) * real,
    width: lie.width * real,
    height: lie.height * real,
    zoom,
  };
}

/** Moved on the stage. A strip of the picture always stays in sight, so that it cannot be lost. */
export function panned(lie: Lie, by: Place, stage: Size): Lie {
  const keepX = Math.min(MARGIN, lie.width, stage.width);
  const keepY = Math.min(MARGIN, lie.height, stage.height);
  return {
    ...lie,
    x: clamp(lie.x + by.x, keepX - lie.width, stage.width - keepX),
    y: clamp(lie.y + by.y, keepY - lie.height, stage.height - keepY),
  };
}

const MARGIN = 24;

/** Moved by as little as brings a place of the picture into sight. */
export function showing(lie: Lie, place: Place, stage: Size): Lie {
  const at = onScreen(lie, place);
  const edgeX = Math.min(MARGIN, stage.width / 2);
  const edgeY = Math.min(MARGIN, stage.height / 2);
  // What is fitted lies at the edges without any margin, and is in sight.
  if (lie.zoom <= 1 && isInside(at, stage)) return lie;
  return {
    ...lie,
    x: lie.x + clamp(at.x, edgeX, stage.width - edgeX) - at.x,
    y: lie.y + clamp(at.y, edgeY, stage.height - edgeY) - at.y,
  };
}

function isInside(place: Place, stage: Size): boolean {
  const slack = 0.5; // of rounding
  return (
    place.x >= -slack &&
    place.y >= -slack &&
    place.x <= stage.width + slack &&
    place.y <= stage.height + slack
  );
}

export function onScreen(lie: Lie, place: Place): Place {
  return { x: lie.x + place.x * lie.width, y: lie.y + place.y * lie.height };
}

export function onPicture(lie: Lie, place: Place): Place {
  return { x: (place.x - lie.x) / lie.width, y: (place.y - lie.y) / lie.height };
}

/** The shape's middle, where its name may stand. */
export function centreOf(places: readonly Place[]): Place {
  const xs = places.map((place) => place.x);
  const ys = places.map((place) => place.y);
  return {
    x: (Math.min(...xs) + Math.max(...xs)) / 2,
    y: (Math.min(...ys) + Math.max(...ys)) / 2,
  };
}
