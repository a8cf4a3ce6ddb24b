import app from "./app";
import classic from "./classic";
import template from "./template";
export default {
  ...app,
  ...classic,
  ...template,
  ...templateViews,
  ...work,
  ...annotation,
  ...templateMedia,
};
