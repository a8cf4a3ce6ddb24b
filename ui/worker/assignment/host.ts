/** What the app does for a page's interface. */
import { getFile } from "~/api";
import { t } from "~/kit/i18n";
import { addressOnServer } from "~/kit/servers";
import { tell } from "~/kit/Toast";
import type { Host, Tiles } from "~/template/engine/host";
import { isObject } from "~/template/engine/json";
import { LOCATION_REFUSED, LOCATION_UNKNOWN } from "~/template/engine/task";
import { SEARCH_ENGINES } from "~/template/search-engines";
import { settings } from "../session";
import { serversOf } from "./servers";
import { uploadFor } from "./uploading";
import type { Work } from "./work";

export function hostFor(work: Work): Host {
  const { assignment } = work;
  const texts = textsOf(assignment.view_spec?.localizationConfig);
  return {
    mode: work.isActive ? "work" : "read-only",
    assignmentId: assignment.id,
    searchEngines: SEARCH_ENGINES,
    tiles: tiles(),
    translate: (key) => texts.get(key),
    proxyUrl: (path) => addressOnServer(serversOf(assignment), path),
    openLink,
    watchLocation,
    upload: (file, progress) => uploadFor(assignment.id, file, progress),
    file: async (id) => {
      const found = await getFile(id);
      return {
        id: found.id,
        name: found.name,
        mediaType: found.media_type,
        size: found.size,
        url: found.url,
      };
    },
  };
}

function tiles(): Tiles | undefined {
  const { tiles_url: url, tiles_attribution: attribution = "" } = settings.peek() ?? {};
  return url ? { url, attribution } : undefined;
}

/** The texts of an interface, by key. */
function textsOf(config: unknown): ReadonlyMap<string, string> {
  const keys = isObject(config) && Array.isArray(config.keys) ? config.keys.filter(isObject) : [];
  return new Map(keys.map((one) => [String(one.key), String(one.defaultValue ?? "")]));
}

function openLink(url: string): void {
  if (!/^https?:/i.test(url)) return;
  window.open(url, "_blank", "noopener,noreferrer");
}

function watchLocation(said: (position: string) => void): () => void {
  if (!("geolocation" in navigator)) return () => {};
  const watch = navigator.geolocation.watchPosition(
    ({ coords }) => said(`${coords.latitude},${coords.longitude}`),
    (error) => {
      const refused = error.code === error.PERMISSION_DENIED;
      said(refused ? LOCATION_REFUSED : LOCATION_UNKNOWN);
      if (refused) tell(t("work.locationRefused"), "bad");
    },
    { enableHighAccuracy: true },
  );
  return () => navigator.geolocation.clearWatch(watch);
}
