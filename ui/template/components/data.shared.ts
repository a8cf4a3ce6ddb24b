/** Places in a task's stores. */
import type { DataRef } from "~/template/engine/data";
import { getIn, parsePath, setIn } from "~/template/engine/paths";
import type { Props } from "~/template/engine/schema";
import type { Scope } from "~/template/engine/scope";

/** A place in one of the three stores. Only what a task keeps may be written. */
export function storeRef(name: "input" | "output" | "internal", props: Props, scope: Scope): DataRef {
  const path = parsePath(props.path);
  const store = scope.task[name];
  const writable = name !== "input";
  return {
    key: `${name}:${path.join(".")}`,
    writable,
    // The default of what can be written is written by a field; elsewhere it has no effect.
    read: () => {
      const found = store.read(path);
      return found === undefined && !writable ? props.default : found;
    },
    write: (value) => {
      if (writable) store.write(path, value);
    },
    ...(writable ? { fallback: () => props.default } : {}),
  };
}

/** A place within another one. */
export function within(parent: DataRef, path: readonly string[], fallback?: () => unknown): DataRef {
  if (path.length === 0) return parent;
  return {
    key: `${parent.key}${parent.key.endsWith(":") ? "" : "."}${path.join(".")}`,
    writable: parent.writable,
    read: () => getIn(parent.read(), path),
    write: (value) => parent.write(setIn(parent.read(), path, value)),
    ...(fallback ? { fallback } : {}),
  };
}
