import app from "./app";
import template from "./template";
import templateViews from "./template-views";
import work from "./work";

export default {
  ...app,
  ...template,
  ...templateViews,
  ...work,
};
