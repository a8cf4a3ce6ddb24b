/** The rows of a list: one for each element, each with data of its own. */
import type { Value } from "~/template/engine/config";
import { textOf } from "~/template/engine/json";
import type { Mount } from "~/template/engine/mount";
import { type Scope, type Visual, visualsIn } from "~/template/engine/scope";
import { within } from "../data.shared";
import { localsAt } from "../locals";

export function elementsOf(mount: Mount): readonly unknown[] {
  return Array.isArray(mount.value) ? mount.value : [];
}

/** How many rows there are: at least `minLength`, filled or not. */
export function lengthOf(mount: Mount): number {
  return Math.max(elementsOf(mount).length, countOf(mount.props.minLength) ?? 0);
}

/** A count that a config gives; undefined if it is none. */
export function countOf(given: unknown): number | undefined {
  const count = Number(textOf(given) || Number.NaN);
  return count >= 0 ? Math.min(Math.floor(count), 1000) : undefined;
}

/** What is drawn in each row. The scopes stay while rows come and go, so that what stands in them stays. */
export function rowsOf(mount: Mount): Visual[][] {
  const { ref, scope } = mount;
  if (!ref) return [];
  const render = mount.props.render as Value | undefined;
  const scopes = scope.keep(`rows:${ref.key}`, (): Scope[] => []);
  return Array.from({ length: lengthOf(mount) }, (_, index) => {
    scopes[index] ??= scope.within({
      locals: localsAt(scope, () => elementsOf(mount), index),
      relative: within(ref, [String(index)]),
    });
    return visualsIn(scopes[index].resolve(render));
  });
}

export function addRow(mount: Mount): void {
  mount.write([...padded(mount), undefined]);
}

/** Later rows move up, with what is known of their fields. */
export function removeRow(mount: Mount, index: number): void {
  const { ref, task } = mount;
  if (!ref || mount.isDisabled) return;
  task.change(() => {
    task.forgetElement(ref.key, index);
    const rest = padded(mount).filter((_, at) => at !== index);
    mount.write(rest.length > 0 ? rest : undefined);
  });
}

function padded(mount: Mount): unknown[] {
  const elements = elementsOf(mount);
  return Array.from({ length: lengthOf(mount) }, (_, index) => elements[index]);
}
