/** `$TOLOKA_ASSETS/js/image-annotation.js`: the area editor as one more field of the Handlebars bundle. */
import { kit } from "../kit";
import { ImageAnnotationField } from "./field";

if (window.TolokaHandlebarsTask === undefined) {
  // Named before the bundle it adds to, it would have nothing to add to.
  kit().warn("asset-order", "image-annotation.js");
}
kit().fields["image-annotation"] = ImageAnnotationField;
