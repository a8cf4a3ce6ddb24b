import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";
import type { Mount } from "~/template/engine/mount";
import type { KeyHandler } from "~/template/engine/task";

/**
 * Offer a field's keys to its task while it is shown. Where a task has several such fields, the keys act on
 * the one that the worker was last at; `inside` is an element right within the field's frame.
 */
export function useOfferedKeys(
  inside: RefObject<HTMLElement | null>,
  mount: Mount,
  handler: KeyHandler,
): void {
  useEffect(() => {
    const end = mount.task.offerKeys(handler);
    const frame = inside.current?.parentElement;
    const come = () => mount.task.offerKeys(handler, true);
    frame?.addEventListener("focusin", come);
    frame?.addEventListener("pointerdown", come);
    return () => {
      end();
      frame?.removeEventListener("focusin", come);
      frame?.removeEventListener("pointerdown", come);
    };
  }, [mount, handler]);
}
