import { field } from "~/template/engine/schema";
import { filesPart } from "../sent-files";

export const schema = field({
  type: "field.file",
  props: { accept: {}, multiple: { default: false } },
  ...filesPart,
});
