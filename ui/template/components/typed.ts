/** Fields whose value is not quite what was typed: what was typed stays on the screen while it means the value. */
import { type Signal, signal } from "@preact/signals";
import { isEqual, textOf } from "~/template/engine/json";
import type { Mount } from "~/template/engine/mount";

interface Typed {
  readonly typed: Signal<string>;
}

/** A schema's `remember` for such a field. */
export function rememberTyped(): Typed {
  return { typed: signal("") };
}

function memoryOf(mount: Mount): Typed {
  return mount.memory as Typed;
}

/** What stands in the input: what was typed, unless the value has become something else since. */
export function shownText(mount: Mount, meaning: (text: string) => unknown): string {
  const { typed } = memoryOf(mount);
  return isEqual(meaning(typed.value), mount.value) ? typed.value : textOf(mount.value);
}

export function writeTyped(mount: Mount, text: string, meaning: (text: string) => unknown): void {
  memoryOf(mount).typed.value = text;
  mount.write(meaning(text));
}
