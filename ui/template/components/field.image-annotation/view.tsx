import type { View } from "~/template/view";
import { lazily } from "~/template/view/lazily";

const ImageAnnotation: View = lazily(() => import("./editor"));

export default ImageAnnotation;
