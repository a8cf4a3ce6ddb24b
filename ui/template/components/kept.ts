/**
 * What a component knows beside the answer and a reload should not cost the worker: what was played, what is half
 * drawn. It is in the draft, and never in the answer.
 */
import { untracked } from "@preact/signals";
import { isObject, type JsonObject, textOf } from "~/template/engine/json";
import type { Mount } from "~/template/engine/mount";

/** What was kept for a component; `about` tells apart what stands at one place in turn, as films do. */
export function recalled(mount: Mount, about?: unknown): JsonObject {
  const found = untracked(() => mount.task.memory.read([nameOf(mount, about)]));
  return isObject(found) ? found : {};
}

/** Keep something of a component; undefined forgets it. */
export function keep(mount: Mount, what: JsonObject | undefined, about?: unknown): void {
  mount.task.remember(
    untracked(() => nameOf(mount, about)),
    what,
  );
}

function nameOf(mount: Mount, about: unknown): string {
  const place = mount.ref?.key ?? mount.visual.definition.place;
  return [mount.type, place, textOf(about)].join(" ");
}
