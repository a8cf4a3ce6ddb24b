import type { View } from "~/template/view";
import { lazily } from "~/template/view/lazily";
import type { Kind } from "../field.image-annotation/shapes";

const Editor = lazily<{ mount: Parameters<View>[0]["mount"]; only?: Kind }>(
  () => import("../field.image-annotation/editor"),
);

/** The picture editor with boxes alone. */
const BoundingBox: View = ({ mount }) => <Editor mount={mount} only="rectangle" />;

export default BoundingBox;
