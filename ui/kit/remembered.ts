/** Small settings that this browser keeps. Where it keeps nothing (a private window), they last as long as the page. */
const instead = new Map<string, string>();

export function recall(name: string): string | null {
  try {
    return localStorage.getItem(name) ?? instead.get(name) ?? null;
  } catch {
    return instead.get(name) ?? null;
  }
}

export function remember(name: string, value: string | null): void {
  if (value === null) instead.delete(name);
  else instead.set(name, value);
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch {
    // It is kept for as long as the page is.
  }
}
