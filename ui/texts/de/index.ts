import app from "./app";
import template from "./template";

export default { ...app, ...template };
