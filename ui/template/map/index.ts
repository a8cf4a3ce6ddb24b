/** Maps: Leaflet comes only with the first one. */
import { lazily } from "~/template/view/lazily";
import type { SheetProps } from "./sheet";

export const MapSheet = lazily<SheetProps>(() => import("./sheet"));
