import type { DataRef } from "~/template/engine/data";
import { type JsonObject, textOf } from "~/template/engine/json";
import type { Mount } from "~/template/engine/mount";
import { getIn, parsePath, setIn } from "~/template/engine/paths";
import { field } from "~/template/engine/schema";
import { within } from "../data.shared";
import { optionsOf, preserveFalse } from "../options";

export const schema = field({
  type: "field.checkbox-group",
  props: { options: {}, disabled: { default: false }, preserveFalse: { default: false } },
  mounted: (mount) => {
    for (const option of optionsOf(mount)) preserveFalse(mount, placeOf(mount, option));
  },
});

/** Where an option's tick stands; a dot in its value leads further in. */
export function placeOf(mount: Mount, option: JsonObject): DataRef | undefined {
  const { ref } = mount;
  return ref && within(ref, parsePath(textOf(option.value)));
}

/** The value with one option ticked or not. Only options count: whatever else stood there goes. */
export function withTick(mount: Mount, changed: JsonObject, isTicked: boolean): unknown {
  const before = mount.value;
  const off = mount.props.preserveFalse === true ? false : undefined;
  return optionsOf(mount).reduce<unknown>((made, option) => {
    const path = parsePath(textOf(option.value));
    const isOn = option === changed ? isTicked : getIn(before, path) === true;
    return isOn || off !== undefined ? setIn(made, path, isOn) : made;
  }, undefined);
}
