import app from "./app";
import template from "./template";
import views from "./template-views";
import work from "./work";

export default { ...app, ...template, ...views, ...work };
