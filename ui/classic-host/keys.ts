/**
 * Keys that were pressed on the page around the frame, where nothing takes them, are those of the tasks. Up and
 * down stay with the page, which scrolls by them.
 */
const FORWARDED = new Set(["Enter", "Escape", "ArrowLeft", "ArrowRight"]);

/** Returns what stops it. */
export function forwardKeys(press: (key: string, code: string) => void): () => void {
  const listener = (event: KeyboardEvent): void => {
    if (event.target !== document.body || event.defaultPrevented) return;
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (FORWARDED.has(event.key) || /^(?:Key|Digit|Numpad)[A-Z0-9]$/.test(event.code))
      press(event.key, event.code);
  };
  document.addEventListener("keydown", listener);
  return () => document.removeEventListener("keydown", listener);
}
