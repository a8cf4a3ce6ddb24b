import { field } from "~/template/engine/schema";
import { filesPart } from "../sent-files";

export const schema = field({
  type: "field.media-file",
  props: { accept: {}, multiple: { default: false }, requiredCoordinates: { default: false } },
  ...filesPart,
});
