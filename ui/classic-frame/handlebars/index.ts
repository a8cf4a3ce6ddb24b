/** `$TOLOKA_ASSETS/js/toloka-handlebars-templates.js`: Handlebars, its helpers, the fields, and lodash as `_`. */
import Handlebars from "handlebars";
import lodash from "lodash";
import { kit } from "../kit";
import { FIELDS } from "./fields";
import { registerHelpers } from "./helpers";
import { sanitiseRawOutput } from "./sanitise";
import { createSuite } from "./suite";
import { createTask } from "./task";

sanitiseRawOutput(Handlebars);
registerHelpers(Handlebars);
Object.assign(kit().fields, FIELDS);
Object.assign(window, {
  Handlebars,
  _: lodash,
  TolokaHandlebarsTask: createTask(Handlebars),
  TolokaHandlebarsTaskSuite: createSuite(),
});
