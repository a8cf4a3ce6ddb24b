import { isObject } from "~/template/engine/json";
import { getter } from "~/template/engine/schema";

/** Longer texts are not put to a requester's patterns: a bad one could stop the page. */
const MOST_CHARACTERS = 10_000;

export const schema = getter({
  type: "helper.replace",
  props: { data: {}, find: {}, replace: {}, params: {} },
  get: ({ data, find, replace, params }) => {
    if (typeof data !== "string" || typeof find !== "string" || typeof replace !== "string") return data;
    const given = isObject(params) ? params : {};
    const pattern = patternOf(find, given.regExp === true, flagsOf(given));
    if (!pattern || (given.regExp === true && data.length > MOST_CHARACTERS)) return data;
    // A text stands for itself; only groups of a pattern may be spoken of by `$1`.
    return given.regExp === true ? data.replace(pattern, replace) : data.replace(pattern, () => replace);
  },
});

function flagsOf(params: Record<string, unknown>): string {
  return (params.replaceAll === false ? "" : "g") + (params.caseInsensitive === true ? "i" : "");
}

/** Nothing where there is nothing to find. */
function patternOf(find: string, isPattern: boolean, flags: string): RegExp | undefined {
  if (find === "") return undefined;
  try {
    return new RegExp(isPattern ? find : find.replace(/[$()*+.?[\\\]^{|}/-]/g, "\\$&"), flags);
  } catch {
    return undefined;
  }
}
