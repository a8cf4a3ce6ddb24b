/** The map and what stands below it. Loaded only where a config shows a map. */
import { useEffect, useId, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import "leaflet/dist/leaflet.css";
import { t } from "~/kit/i18n";
import type { Tiles } from "~/template/engine/host";
import { creditsIn } from "./credits";
import { MapDrawing, type OwnMarker } from "./drawing";
import { formatPlace, type MapModel, type Place } from "./places";

export interface SheetProps {
  model: MapModel;
  label: string;
  tiles: Tiles | undefined;
  /** The worker's own marker, where there is one to set. */
  own?: OwnMarker;
  put?: (place: Place | undefined) => void;
}

export default function MapSheet({ model, label, tiles, own, put }: SheetProps) {
  const place = useRef<HTMLDivElement>(null);
  const drawing = useRef<MapDrawing | undefined>(undefined);
  const latest = useRef(put);
  latest.current = put;
  const id = useId();
  useLayoutEffect(() => {
    if (!place.current) return;
    const made = new MapDrawing(place.current, tiles?.url, (picked) => latest.current?.(picked));
    drawing.current = made;
    return () => made.remove();
  }, [tiles?.url]);
  useEffect(() => drawing.current?.show(model, own), [model, own, tiles?.url]);
  return (
    <div class="tb-map-sheet">
      <div class={`tb-map ${own?.canMove ? "tb-map-picking" : ""}`} dir="ltr">
        <div
          ref={place}
          class="tb-map-canvas"
          role="application"
          aria-label={label || t("views.map")}
          aria-describedby={id}
          onKeyDown={(event) => {
            if (event.key === "Enter" && event.target === event.currentTarget) drawing.current?.pickMiddle();
          }}
        />
        {own?.canMove ? <span class="tb-map-cross" aria-hidden="true" /> : null}
        {tiles?.attribution ? <Credits attribution={tiles.attribution} /> : null}
      </div>
      <p id={id} class="tb-map-note" hidden={model.center !== undefined}>
        {model.center === undefined ? `${t("views.map.center.unknown")}. ` : ""}
        {t("views.map.keys")}
      </p>
      {own ? <Tools own={own} put={put} middle={() => drawing.current?.pickMiddle()} /> : null}
    </div>
  );
}

/** Whose pictures these are, which their providers want to see on every map. */
function Credits({ attribution }: { attribution: string }) {
  const parts = useMemo(() => creditsIn(attribution), [attribution]);
  return (
    <p class="tb-map-credits">
      {parts.map(({ text, url }, index) =>
        url === undefined ? (
          text
        ) : (
          <a key={index} href={url} target="_blank" rel="noopener noreferrer">
            {text}
          </a>
        ),
      )}
    </p>
  );
}

interface ToolsProps {
  own: OwnMarker;
  put: ((place: Place | undefined) => void) | undefined;
  middle: () => void;
}

/** Where the worker's marker is, and how to set it without a pointer. */
function Tools({ own, put, middle }: ToolsProps) {
  return (
    <div class="tb-map-tools">
      <output class="tb-map-note">
        {own.place ? t("views.map.position", { position: formatPlace(own.place) }) : t("views.map.none")}
      </output>
      {own.canMove ? (
        <button type="button" class="tb-button" onClick={middle}>
          {t("views.map.put")}
        </button>
      ) : null}
      {own.canMove && own.place ? (
        <button type="button" class="tb-button" onClick={() => put?.(undefined)}>
          {t("views.map.remove")}
        </button>
      ) : null}
    </div>
  );
}
