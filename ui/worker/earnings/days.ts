/** What each of the last days brought, for the chart. */
import type { EarningLine } from "~/api";

export interface Day {
  /** Its midnight, in the reader's time zone. */
  date: Date;
  earned: number;
  onReview: number;
}

/** The last `count` days up to now, oldest first; what was rejected counts nothing. */
export function daysOf(lines: readonly EarningLine[], count: number, now: Date): Day[] {
  const days: Day[] = [];
  const places = new Map<string, Day>();
  for (let back = count - 1; back >= 0; back--) {
    const date = new Date(now.getFullYear(), now.getMonth(), now.getDate() - back);
    const day = { date, earned: 0, onReview: 0 };
    days.push(day);
    places.set(date.toDateString(), day);
  }
  for (const line of lines) {
    const day = places.get(new Date(line.time).toDateString());
    if (!day) continue;
    if (line.status === "ACCEPTED") day.earned += line.amount;
    if (line.status === "ON_REVIEW") day.onReview += line.amount;
  }
  return days;
}
