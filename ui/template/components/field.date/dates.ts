/**
 * Dates as the browser's pickers have them: `2026-01-31`, or `2026-01-31T09:30` by the worker's clock. Such texts
 * of one form come in the order of the alphabet.
 */

export type Format = "date" | "date-time";

/** The first and the last moment that a bound means: a day without a time is the whole day. */
export interface Span {
  readonly first: string;
  readonly last: string;
}

export interface Limits {
  readonly min: Span | undefined;
  readonly max: Span | undefined;
  readonly blocked: readonly Span[];
}

const BOUND = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2})(?::\d{2})?(Z)?)?$/;
const DAY = 10;
const MINUTE = 16;

/** What a config's date means; undefined if it is none. Without a zone it is by the worker's clock. */
export function spanOf(text: string, format: Format): Span | undefined {
  const [, day, time, zone] = BOUND.exec(text.trim()) ?? [];
  if (day === undefined || !exists(day, time ?? "00:00")) return undefined;
  if (format === "date") return { first: day, last: day };
  if (time === undefined) return { first: `${day}T00:00`, last: `${day}T23:59` };
  const moment = zone ? byClock(new Date(`${day}T${time}Z`)) : `${day}T${time}`;
  return { first: moment, last: moment };
}

function exists(day: string, time: string): boolean {
  const moment = new Date(`${day}T${time}Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(`${day}T${time}`);
}

/** What a picker shows for a stored value; nothing for what is no date. */
export function pickedOf(value: unknown, format: Format): string {
  const moment = new Date(typeof value === "string" ? value : Number.NaN);
  if (Number.isNaN(moment.getTime())) return "";
  return format === "date" ? moment.toISOString().slice(0, DAY) : byClock(moment);
}

/** What is stored for what was picked: UTC; for a day its midnight there, whatever the worker's zone. */
export function storedOf(picked: string, format: Format): string | undefined {
  const moment = new Date(format === "date" ? `${picked}T00:00:00Z` : picked);
  if (!/^\d{4}-/.test(picked) || Number.isNaN(moment.getTime())) return undefined;
  return moment.toISOString().replace(/\.\d+Z$/, "Z");
}

function byClock(moment: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const year = String(moment.getFullYear()).padStart(4, "0");
  const day = `${year}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
  const seconds = moment.getSeconds();
  return `${day}T${two(moment.getHours())}:${two(moment.getMinutes())}${seconds ? `:${two(seconds)}` : ""}`;
}

export type Problem = "early" | "late" | "blocked";

/** Why something may not be picked. */
export function problemOf(picked: string, { min, max, blocked }: Limits): Problem | undefined {
  const minute = picked.slice(0, MINUTE);
  if (min && minute < min.first) return "early";
  if (max && minute > max.last) return "late";
  return blocked.some(({ first, last }) => minute >= first && minute <= last) ? "blocked" : undefined;
}

/** A picked date in words. */
export function inWords(picked: string, format: Format, language: string): string {
  const moment = new Date(format === "date" ? `${picked}T00:00` : picked);
  const time = format === "date" ? {} : ({ timeStyle: "short" } as const);
  return new Intl.DateTimeFormat(language, { dateStyle: "long", ...time }).format(moment);
}
