/** A width or height as a parameter gives it (pixels, per cent, calc), or null when it is nothing of that. */
export function cssSize(value: unknown): string | null {
  if (typeof value === "number") return `${value}px`;
  if (typeof value !== "string") return null;
  const text = value.trim();
  if (/^\d+(?:\.\d+)?$/.test(text)) return `${text}px`;
  return /^(?:\d+(?:\.\d+)?(?:px|%|em|rem|vw|vh)|calc\([\d\s.a-z%+*/()-]+\))$/i.test(text) ? text : null;
}
