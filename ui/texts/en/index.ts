import app from "./app";
import classic from "./classic";
import template from "./template";
import annotation from "./template-annotation";
import templateViews from "./template-views";
import work from "./work";

export default { ...app, ...classic, ...template, ...templateViews, ...work, ...annotation };
