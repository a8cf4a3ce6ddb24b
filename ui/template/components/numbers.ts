/** Numbers among values of any kind. */

/** A value as a number; NaN for what is none, nothing and an empty text among it. */
export function numberOf(value: unknown): number {
  if (typeof value === "number") return value;
  return typeof value === "string" && value.trim() !== "" ? Number(value) : Number.NaN;
}

/** The numbers of a list; what is not there yet, or is none, is left out. */
export function numbersIn(items: unknown): number[] {
  return Array.isArray(items) ? items.map(numberOf).filter((one) => !Number.isNaN(one)) : [];
}
