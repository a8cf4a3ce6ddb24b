/** Cards of the list: pools that are one to a worker. */
import type { TaskItem } from "~/api";

export interface Card {
  key: string;
  /** The pool to take from first. */
  item: TaskItem;
  active: string[];
  closed: boolean;
}

/** One card for each group, in the list's order; what is refused of a group is a card of its own. */
export function cardsOf(items: readonly TaskItem[]): Card[] {
  const cards = new Map<string, Card>();
  for (const item of items) {
    const closed = item.why_not !== undefined;
    const key = `${item.group}${closed ? " closed" : ""}`;
    const card = cards.get(key);
    if (card) card.active.push(...item.active_assignment_ids);
    else cards.set(key, { key, item, active: [...item.active_assignment_ids], closed });
  }
  return [...cards.values()];
}
