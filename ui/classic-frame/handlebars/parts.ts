/** `result.part` is a part of the JSON field `result`. */
export function rootOf(name: string): string {
  return name.split(".", 1)[0] ?? name;
}

export function readPart(values: Record<string, unknown>, name: string): unknown {
  let value: unknown = values;
  for (const part of name.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  return value;
}

/** What the root field is to be once the part has the value; undefined takes the part, and empty roots, away. */
export function withPart(values: Record<string, unknown>, name: string, value: unknown): unknown {
  const [root = "", ...path] = name.split(".");
  return put(Object.hasOwn(values, root) ? values[root] : undefined, path, value);
}

function put(before: unknown, path: string[], value: unknown): unknown {
  const [part, ...rest] = path;
  if (part === undefined) return value;
  const object = new Map(Object.entries(typeof before === "object" && before !== null ? before : {}));
  const next = put(object.get(part), rest, value);
  if (next === undefined) object.delete(part);
  else object.set(part, next);
  return object.size === 0 ? undefined : Object.fromEntries(object);
}
