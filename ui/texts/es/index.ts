import app from "./app";
import template from "./template";
import work from "./work";

export default { ...app, ...template, ...work };
