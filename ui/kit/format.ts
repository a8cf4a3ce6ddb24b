/** Money, times and durations in the reader's language. */

/** An amount. What the operator calls money is a code such as EUR, or any word ("points"). */
export function formatMoney(amount: number, currency: string, language: string): string {
  const digits = { minimumFractionDigits: 2, maximumFractionDigits: 6 };
  if (/^[A-Z]{3}$/.test(currency)) {
    return new Intl.NumberFormat(language, {
      ...digits,
      style: "currency",
      currency,
      currencyDisplay: "narrowSymbol",
    }).format(amount);
  }
  const number = new Intl.NumberFormat(language, digits).format(amount);
  return currency ? `${number}\u00a0${currency}` : number;
}

const UNITS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
] as const;

/** A duration in its two largest units: "1 hr 30 min". */
export function formatDuration(seconds: number, language: string): string {
  const parts: string[] = [];
  let rest = Math.max(0, Math.round(seconds));
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0 || (unit === "second" && parts.length === 0)) parts.push(formatUnit(count, unit, language));
    if (parts.length === 2) break;
  }
  return parts.join("\u00a0");
}

export function formatUnit(
  count: number,
  unit: "day" | "hour" | "minute" | "second" | "meter" | "kilometer",
  language: string,
) {
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit,
    unitDisplay: "short",
    maximumFractionDigits: 1,
  }).format(count);
}

/** A share from 0 to 1, in percent. */
export function formatShare(share: number, language: string): string {
  return new Intl.NumberFormat(language, { style: "percent" }).format(share);
}

export function formatDistance(metres: number, language: string): string {
  return metres < 1000
    ? formatUnit(Math.round(metres), "meter", language)
    : formatUnit(metres / 1000, "kilometer", language);
}

/** A moment; the year only where it is not this one. */
export function formatTime(iso: string, language: string, now: Date = new Date()): string {
  const moment = new Date(iso);
  return new Intl.DateTimeFormat(language, {
    day: "numeric",
    month: "short",
    hour: "numeric",
    minute: "2-digit",
    ...(moment.getFullYear() === now.getFullYear() ? {} : { year: "numeric" }),
  }).format(moment);
}

export function formatDay(moment: Date, language: string): string {
  return new Intl.DateTimeFormat(language, { day: "numeric", month: "short" }).format(moment);
}
