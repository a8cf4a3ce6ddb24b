import { field } from "~/template/engine/schema";

export const schema = field({
  type: "field.map",
  props: { center: {}, zoom: {}, markers: {}, polygons: {}, editableMarkerLabel: {} },
});
