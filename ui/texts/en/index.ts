import app from "./app";
import classic from "./classic";
import template from "./template";
import templateAnnotation from "./template-annotation";
import templateFields from "./template-fields";
import templateLimits from "./template-limits";
import templateMedia from "./template-media";
import templateViews from "./template-views";
import work from "./work";

export default {
  ...app,
  ...classic,
  ...template,
  ...templateAnnotation,
  ...templateFields,
  ...templateLimits,
  ...templateMedia,
  ...templateViews,
  ...work,
};
