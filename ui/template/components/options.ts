/** What several fields have: options to choose from, and boxes that keep a `false`. */
import { untracked } from "@preact/signals";
import type { DataRef } from "~/template/engine/data";
import { isEqual, isObject, type JsonObject, textOf } from "~/template/engine/json";
import type { Mount } from "~/template/engine/mount";

/** The options of a field; what is none of the right form is left out. */
export function optionsOf(mount: Mount): JsonObject[] {
  return objectsIn(mount.props.options);
}

export function objectsIn(value: unknown): JsonObject[] {
  return (Array.isArray(value) ? value : []).filter(isObject);
}

/** What an option is called; without a label, its value. */
export function labelOf(option: JsonObject): string {
  return textOf(option.label) || textOf(option.value);
}

/** Where the option stands that a value is; -1 if it is none of them. Types count. */
export function chosenAmong(options: readonly JsonObject[], value: unknown): number {
  return value === undefined ? -1 : options.findIndex((option) => isEqual(option.value, value));
}

/** The key that chooses a value of a field. */
export function keyToSet(mount: Mount, payload: unknown): string | undefined {
  const data = mount.ref?.key;
  return data === undefined ? undefined : mount.keyFor({ type: "action.set", data, payload });
}

/** The key that ticks a box at a place. */
export function keyToToggle(mount: Mount, ref: DataRef | undefined): string | undefined {
  return ref && mount.keyFor({ type: "action.toggle", data: ref.key });
}

/** With `preserveFalse` a box that nobody has ticked is `false` from the start, which is no worker's doing. */
export function preserveFalse(mount: Mount, ref: DataRef | undefined = mount.ref): void {
  untracked(() => {
    if (mount.props.preserveFalse !== true || mount.task.isReadOnly) return;
    if (ref?.read() === undefined) mount.task.change(() => ref?.write(false));
  });
}

/** Tick a box or take the tick away: `true`, and nothing or a `false` that is kept. */
export function writeTick(mount: Mount, isTicked: boolean): void {
  mount.write(isTicked || (mount.props.preserveFalse === true ? false : undefined));
}
