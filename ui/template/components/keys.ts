/** Keys as ARIA calls them. */

/** The value of `aria-keyshortcuts` for a key of a config. */
export function keyShortcut(key: string | undefined): string | undefined {
  if (key === "up") return "ArrowUp";
  return key === "down" ? "ArrowDown" : key;
}
