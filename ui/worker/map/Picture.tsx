import type { Point } from "~/api";
import { t } from "~/kit/i18n";
import { gridLines, type Position, type Projection, projectionOf } from "./places";

const WIDTH = 480;
const HEIGHT = 300;

interface Props {
  /** In the order of the list, whose numbers they carry. */
  points: readonly Point[];
  here: Position | undefined;
  chosen: string | undefined;
  onChoose: (suiteId: string) => void;
}

/** A picture of where the places are to each other. The list beside it says and does all that it does. */
export function Picture({ points, here, chosen, onChoose }: Props) {
  const projection = projectionOf(here ? [...points, here] : points, WIDTH, HEIGHT);
  return (
    <figure class="map card" aria-label={t("map.picture")}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
        <Grid projection={projection} />
        {here && (
          <g class="map-here" transform={`translate(${projection.x(here)} ${projection.y(here)})`}>
            <circle r="14" class="map-here-ring" />
            <circle r="6" />
          </g>
        )}
        {points.map((point, place) => (
          // biome-ignore lint/a11y/noStaticElementInteractions: it is a picture of the list
          <g
            key={point.task_suite_id}
            class={point.task_suite_id === chosen ? "map-point map-point-chosen" : "map-point"}
            transform={`translate(${projection.x(point)} ${projection.y(point)})`}
            onClick={() => onChoose(point.task_suite_id)}
          >
            <circle r="16" />
            <text dy="0.35em">{place + 1}</text>
          </g>
        ))}
      </svg>
    </figure>
  );
}

function Grid({ projection }: { projection: Projection }) {
  const { west, east, south, north, step } = projection;
  return (
    <g class="map-grid">
      {gridLines(west, east, step).map((longitude) => {
        const x = projection.x({ latitude: 0, longitude });
        return <line key={`x${longitude}`} x1={x} x2={x} y1="0" y2={HEIGHT} />;
      })}
      {gridLines(south, north, step).map((latitude) => {
        const y = projection.y({ latitude, longitude: 0 });
        return <line key={`y${latitude}`} x1="0" x2={WIDTH} y1={y} y2={y} />;
      })}
    </g>
  );
}
