/** Which addresses from a task's data are used: none that would run as code. */
export function isHttp(value: unknown): value is string {
  return typeof value === "string" && /^(?:https?:)?\/\//i.test(value.trim());
}

export function isMedia(value: unknown): value is string {
  return isHttp(value) || (typeof value === "string" && /^(?:data:image\/|blob:)/i.test(value.trim()));
}
