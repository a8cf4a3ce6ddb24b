/** Places and colours as configs and answers write them. */
import { isObject, textOf } from "~/template/engine/json";
import type { Props } from "~/template/engine/schema";

export interface Place {
  readonly lat: number;
  readonly lng: number;
}

export interface MarkerModel {
  readonly place: Place;
  readonly color: string | undefined;
  readonly label: string;
}

export interface PolygonModel {
  readonly places: readonly Place[];
  readonly color: string | undefined;
}

export interface MapModel {
  /** Nothing, where neither the config nor what is on the map tells it. */
  readonly center: Place | undefined;
  readonly zoom: number;
  readonly markers: readonly MarkerModel[];
  readonly polygons: readonly PolygonModel[];
}

const NUMBER = "[-+]?\\d+(?:\\.\\d+)?";
const PLACE = new RegExp(`^\\s*(${NUMBER})\\s*,\\s*(${NUMBER})\\s*$`);
const COLOUR = /^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i;
const ZOOM = 13; // streets can be told
const MAX_ZOOM = 19;
const DIGITS = 6; // a tenth of a metre

/** A place written "lat,lon"; undefined for everything else, the words for an unknown position included. */
export function parsePlace(value: unknown): Place | undefined {
  const found = PLACE.exec(textOf(value));
  if (!found) return undefined;
  const [lat, lng] = [Number(found[1]), Number(found[2])];
  return Math.abs(lat) <= 90 && Math.abs(lng) <= 180 ? { lat, lng } : undefined;
}

export function formatPlace({ lat, lng }: Place): string {
  return [lat, lng].map((part) => String(Number(part.toFixed(DIGITS)))).join(",");
}

export function colourOf(value: unknown): string | undefined {
  const text = textOf(value);
  return COLOUR.test(text) ? text : undefined;
}

/** What a map component's properties show; markers and corners that are no places are left out. */
export function mapModel(props: Props, own?: Place): MapModel {
  const markers = objectsIn(props.markers).flatMap(markerOf);
  const polygons = objectsIn(props.polygons).map(polygonOf);
  const center = parsePlace(props.center) ?? own ?? markers[0]?.place ?? polygons[0]?.places[0];
  return { center, zoom: zoomOf(props.zoom), markers, polygons };
}

function markerOf(raw: Record<string, unknown>): MarkerModel[] {
  const place = parsePlace(raw.position);
  return place ? [{ place, color: colourOf(raw.color), label: textOf(raw.label) }] : [];
}

function polygonOf(raw: Record<string, unknown>): PolygonModel {
  const places = Array.isArray(raw.points) ? raw.points : [];
  return { places: places.flatMap((one) => parsePlace(one) ?? []), color: colourOf(raw.color) };
}

function zoomOf(value: unknown): number {
  return typeof value === "number" && value >= 0 && value <= MAX_ZOOM ? Math.round(value) : ZOOM;
}

function objectsIn(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
