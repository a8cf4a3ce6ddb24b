/** The suite of Handlebars tasks is the base one under the name that scripts inherit from. */
import { callable } from "../api/callable";
import type { SuiteOptions, TolokaTaskSuite } from "../api/suite";

export function createSuite(): unknown {
  const Base = window.TolokaTaskSuite;
  class Methods extends Base {}
  return callable<TolokaTaskSuite, SuiteOptions>("TolokaHandlebarsTaskSuite", Methods, (suite, options) => {
    Base.call(suite, options);
  });
}
