/** A map drawn by Leaflet, told as a whole what it shows. */
import {
  control,
  divIcon,
  GridLayer,
  type LatLng,
  LayerGroup,
  type Map as LeafletMap,
  Marker,
  map as makeMap,
  polygon,
  tileLayer,
} from "leaflet";
import { t } from "~/kit/i18n";
import { isEqual } from "~/template/engine/json";
import type { MapModel, MarkerModel, Place, PolygonModel } from "./places";

/** The worker's own marker. */
export interface OwnMarker {
  readonly place: Place | undefined;
  readonly label: string;
  readonly canMove: boolean;
}

const WHOLE_WORLD: [Place, number] = [{ lat: 20, lng: 0 }, 1];
const PIN = "M12 1a9 9 0 0 0-9 9c0 6.5 9 17 9 17s9-10.5 9-17a9 9 0 0 0-9-9Z";

export class MapDrawing {
  readonly #map: LeafletMap;
  readonly #given = new LayerGroup();
  readonly #observer: ResizeObserver;
  #own: Marker | undefined;
  #shown: MapModel | undefined;
  #shownOwn: OwnMarker | undefined;

  constructor(
    element: HTMLElement,
    tiles: string | undefined,
    private readonly pick: (place: Place) => void,
  ) {
    const moves = !window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.#map = makeMap(element, {
      attributionControl: false,
      zoomControl: false,
      scrollWheelZoom: false,
      zoomAnimation: moves,
      fadeAnimation: moves,
      markerZoomAnimation: moves,
      inertia: moves,
    });
    this.#map.setView(...WHOLE_WORLD);
    (tiles === undefined ? blankGrid() : tileLayer(tiles, { maxZoom: 19 })).addTo(this.#map);
    control
      .zoom({ zoomInTitle: t("views.map.zoomIn"), zoomOutTitle: t("views.map.zoomOut") })
      .addTo(this.#map);
    control.scale({ imperial: false }).addTo(this.#map);
    this.#given.addTo(this.#map);
    this.#map.on("click", ({ latlng }) => this.#picked(latlng));
    // The wheel scrolls the page until the map is what somebody works with.
    this.#map.on("focus", () => this.#map.scrollWheelZoom.enable());
    this.#map.on("blur", () => this.#map.scrollWheelZoom.disable());
    this.#observer = new ResizeObserver(() => this.#map.invalidateSize({ animate: false }));
    this.#observer.observe(element);
  }

  show(model: MapModel, own: OwnMarker | undefined): void {
    const before = this.#shown;
    this.#shown = model;
    if (!before || !isEqual([before.center, before.zoom], [model.center, model.zoom])) this.#goTo(model);
    if (!before || !isEqual([before.markers, before.polygons], [model.markers, model.polygons])) {
      this.#given.clearLayers();
      for (const area of model.polygons) this.#given.addLayer(drawnArea(area));
      for (const marker of model.markers) this.#given.addLayer(drawnMarker(marker));
    }
    if (isEqual(own, this.#shownOwn)) return;
    this.#shownOwn = own;
    this.#showOwn(own);
  }

  /** Put the worker's marker in the middle of what is seen. */
  pickMiddle(): void {
    this.#picked(this.#map.getCenter());
  }

  remove(): void {
    this.#observer.disconnect();
    this.#map.remove();
  }

  #picked(place: LatLng): void {
    if (!this.#shownOwn?.canMove) return;
    const { lat, lng } = place.wrap();
    this.pick({ lat, lng });
  }

  #goTo({ center, zoom }: MapModel): void {
    if (center) this.#map.setView(center, zoom, { animate: false });
    else this.#map.setView(...WHOLE_WORLD);
  }

  #showOwn(own: OwnMarker | undefined): void {
    this.#own?.remove();
    this.#own = undefined;
    if (!own?.place) return;
    const made = drawnMarker(
      { place: own.place, label: own.label, color: undefined },
      own.canMove,
      "tb-pin-own",
    );
    made.on("dragend", () => this.#picked(made.getLatLng()));
    made.addTo(this.#map);
    this.#own = made;
    if (!this.#map.getBounds().contains(own.place)) this.#map.panTo(own.place, { animate: false });
  }
}

/** Where there are no tiles: lines that move and grow with the map, so that distances can still be told. */
function blankGrid(): GridLayer {
  return new BlankGrid({ maxZoom: 19 });
}

class BlankGrid extends GridLayer {
  protected override createTile(): HTMLElement {
    const tile = document.createElement("div");
    tile.className = "tb-map-tile";
    return tile;
  }
}

function drawnArea({ places, color }: PolygonModel) {
  return polygon([...places], {
    className: "tb-map-area",
    interactive: false,
    ...(color === undefined ? {} : { color }),
  });
}

function drawnMarker({ place, color, label }: MarkerModel, draggable = false, extra = ""): Marker {
  const name = label || t("views.map.marker");
  const icon = divIcon({
    className: `tb-pin ${extra}`,
    html: pin(color),
    iconSize: [32, 37],
    iconAnchor: [16, 36],
    tooltipAnchor: [0, -32],
  });
  const made = new Marker(place, { icon, draggable });
  if (label) made.bindTooltip(textNode(label), { direction: "top" });
  made.on("add", () => made.getElement()?.setAttribute("aria-label", name));
  return made;
}

/** Leaflet takes a string for HTML. */
function textNode(text: string): HTMLElement {
  const element = document.createElement("span");
  element.textContent = text;
  return element;
}

/** Drawn through the DOM, as the page's policy allows no inline style in markup. */
function pin(color: string | undefined): HTMLElement {
  const holder = document.createElement("span");
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 28");
  svg.setAttribute("aria-hidden", "true");
  const body = document.createElementNS("http://www.w3.org/2000/svg", "path");
  body.setAttribute("d", PIN);
  if (color !== undefined) body.style.fill = color;
  const hole = document.createElementNS("http://www.w3.org/2000/svg", "circle");
  for (const [name, value] of Object.entries({ cx: "12", cy: "10", r: "3.5" }))
    hole.setAttribute(name, value);
  svg.append(body, hole);
  holder.append(svg);
  return holder;
}
