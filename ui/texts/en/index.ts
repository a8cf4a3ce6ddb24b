import app from "./app";
import classic from "./classic";
import template from "./template";
import annotation from "./template-annotation";
import templateFields from "./template-fields";
import templateMedia from "./template-media";
import templateViews from "./template-views";
import work from "./work";

export default {
  ...app,
  ...classic,
  ...template,
  ...templateFields,
  ...templateMedia,
  ...templateViews,
  ...work,
  ...annotation,
};
