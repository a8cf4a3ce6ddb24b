/** A parameter of the markup as a boolean: `true` or `"true"`. */
export function isTrue(value: unknown): boolean {
  return value === true || value === "true";
}
