/**
 * Small things that this browser keeps. What it does not keep (in a private window, or because its storage is full)
 * lasts as long as the page.
 */
const instead = new Map<string, string>();

export function recall(name: string): string | null {
  const kept = instead.get(name);
  if (kept !== undefined) return kept;
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

export function remember(name: string, value: string | null): void {
  instead.delete(name);
  try {
    // What was there before goes first: were there no room for the new, the old would pass for it after a reload.
    localStorage.removeItem(name);
    if (value !== null) localStorage.setItem(name, value);
  } catch {
    if (value !== null) instead.set(name, value);
  }
}
