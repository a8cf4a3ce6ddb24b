/** Errors that are shown somewhere within a part that may be out of sight. */
import type { Mount } from "~/template/engine/mount";

/** Whether it, or something within it, shows an error. */
export function hasShownError(mount: Mount): boolean {
  return mount.shownError !== undefined || mount.children.value.some(hasShownError);
}
