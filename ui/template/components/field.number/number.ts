/** Numbers as people type them. */

const NUMBER = /^[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d+)?$/i;

/** The number that a text means: comma or dot, spaces between the digits. Undefined if it means none. */
export function numberOf(text: string): number | undefined {
  const tight = text.replace(/\s/g, "").replace("−", "-");
  if (!NUMBER.test(tight)) return undefined;
  const value = Number(tight.replace(",", "."));
  return Number.isFinite(value) ? value : undefined;
}
