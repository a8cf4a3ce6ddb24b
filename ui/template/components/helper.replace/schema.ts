import { isObject } from "~/template/engine/json";
import { insistOnSize } from "~/template/engine/limits";
import { getter } from "~/template/engine/schema";
import { replaced } from "~/template/pattern";

export const schema = getter({
  type: "helper.replace",
  props: { data: {}, find: {}, replace: {}, params: {} },
  get: ({ data, find, replace, params }) => {
    if (typeof data !== "string" || typeof find !== "string" || typeof replace !== "string") return data;
    const given = isObject(params) ? params : {};
    return given.regExp === true
      ? replacedPattern(data, find, replace, flagsOf(given))
      : replacedText(data, find, replace, flagsOf(given));
  },
});

function flagsOf(params: Record<string, unknown>): string {
  return (params.replaceAll === false ? "" : "g") + (params.caseInsensitive === true ? "i" : "");
}

/** Groups of the pattern may be spoken of by `$1`. What is no pattern, or finds nothing, changes nothing. */
function replacedPattern(text: string, find: string, by: string, flags: string): string {
  const pattern = patternOf(find, flags);
  return find === "" || !pattern ? text : replaced(pattern, text, by);
}

/** A text stands for itself. */
function replacedText(text: string, find: string, by: string, flags: string): string {
  if (find === "") return text;
  const pattern = new RegExp(find.replace(/[$()*+.?[\\\]^{|}/-]/g, "\\$&"), flags);
  let size = text.length;
  return text.replace(pattern, () => {
    size += by.length;
    insistOnSize(size);
    return by;
  });
}

function patternOf(find: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(find, flags);
  } catch {
    return undefined;
  }
}
