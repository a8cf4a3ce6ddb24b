import { t } from "~/kit/i18n";
import { type Check, checked } from "~/template/engine/check";
import { condition } from "~/template/engine/schema";
import { LOCATION_REFUSED } from "~/template/engine/task";
import { numberOf } from "../numbers";

const EARTH_RADIUS = 6_371_000;

interface Position {
  readonly latitude: number;
  readonly longitude: number;
}

export const schema = condition({
  type: "@toloka/condition.distance",
  props: { from: {}, to: {}, max: {} },
  check: (props): Check => {
    const from = positionOf(props.from);
    const to = positionOf(props.to);
    if (!from || !to) {
      const isRefused = props.from === LOCATION_REFUSED || props.to === LOCATION_REFUSED;
      const why = () => t(isRefused ? "condition.distance.rejected" : "condition.distance.unavailable");
      return checked(false, why, why);
    }
    const distance = metres(from, to);
    const max = numberOf(props.max);
    const shown = { distance: Math.round(distance), max };
    return checked(
      distance <= max,
      () => (Number.isNaN(max) ? t("condition.failed") : t("condition.distance", shown)),
      () => t("condition.distance.not", shown),
    );
  },
});

/** A position written as "lat,lon"; the words for a position that is not known are none. */
function positionOf(value: unknown): Position | undefined {
  if (typeof value !== "string") return undefined;
  const [latitude = Number.NaN, longitude = Number.NaN, ...more] = value.split(",").map(numberOf);
  const isPosition = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 && more.length === 0;
  return isPosition ? { latitude, longitude } : undefined;
}

/** Along the great circle (haversine), on a globe. */
function metres(one: Position, other: Position): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const across = Math.sin(radians(other.latitude - one.latitude) / 2) ** 2;
  const along = Math.sin(radians(other.longitude - one.longitude) / 2) ** 2;
  const share = across + Math.cos(radians(one.latitude)) * Math.cos(radians(other.latitude)) * along;
  return 2 * EARTH_RADIUS * Math.asin(Math.min(1, Math.sqrt(share)));
}
