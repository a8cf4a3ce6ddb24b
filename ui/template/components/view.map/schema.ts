import { view } from "~/template/engine/schema";

export const schema = view({ type: "view.map", props: { center: {}, zoom: {}, markers: {}, polygons: {} } });
