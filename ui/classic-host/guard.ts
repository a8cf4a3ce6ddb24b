/**
 * While a dialog of the app is open, the keyboard is the dialog's. Browsers let any frame take the focus all the same, and
 * with it what is typed next; so it is given back at once, and a frame that goes on taking it is stopped.
 */
const PATIENCE = 3;
const PAUSE = 20;

/** Returns what stops guarding. */
export function guardDialogs(stop: () => void): () => void {
  let held: HTMLElement | null = null;
  let taken = 0;
  let isAway = false;
  const onFocusIn = ({ target }: FocusEvent): void => {
    if (target instanceof HTMLElement && target.closest("dialog[open]") !== null) held = target;
  };
  const onFocus = (): void => {
    isAway = false;
  };
  const takeBack = (): void => {
    // Another window, or the browser itself, may well have the focus: then no frame of this page has it.
    if (!isAway || !document.hasFocus() || document.querySelector("dialog[open]") === null) return;
    taken += 1;
    if (taken > PATIENCE) stop();
    held?.blur();
    held?.focus();
    if (taken <= PATIENCE) setTimeout(takeBack, PAUSE);
  };
  const onBlur = (): void => {
    isAway = true;
    if (document.querySelector("dialog[open]") === null) taken = 0;
    // While the focus is on its way to the frame, it cannot be called back.
    else setTimeout(takeBack);
  };
  document.addEventListener("focusin", onFocusIn);
  window.addEventListener("focus", onFocus);
  window.addEventListener("blur", onBlur);
  return () => {
    document.removeEventListener("focusin", onFocusIn);
    window.removeEventListener("focus", onFocus);
    window.removeEventListener("blur", onBlur);
  };
}
