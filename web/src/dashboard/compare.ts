import { DAY_MS, HOUR_MS, type Span, shifted } from "@/lib/businessDay";
import type { MinuteBook, Numbers } from "./minuteBook";

export const WEEK_MS = 7 * DAY_MS;

/** How much more (0.1: 10 %) than before; null when there was nothing to compare with. */
export function change(now: number, before: number): number | null {
  return before === 0 ? null : now / before - 1;
}

/** Last week's numbers of the same day up to the same moment. */
export function lastWeekSoFar(book: MinuteBook, day: Span, now: number): Numbers {
  const week = shifted(day, -WEEK_MS);
  return book.sum({ from: week.from, to: Math.min(now - WEEK_MS, week.to) });
}

export interface HourPair {
  start: number;
  today: Numbers;
  lastWeek: Numbers;
}

const WIDTH = 8;

/**
 * The hours of today beside those of a week ago: from the first in which either sold something to
 * the last, the current one included; never fewer than eight.
 */
export function hourPairs(book: MinuteBook, day: Span, now: number): HourPair[] {
  const before = book.buckets(shifted(day, -WEEK_MS), HOUR_MS);
  const pairs = book.buckets(day, HOUR_MS).map(({ start, sum }, n) => ({
    start,
    today: sum,
    lastWeek: before[n]?.sum ?? { orders: 0, items: 0, revenue: 0 },
  }));
  const busy = pairs.flatMap((pair, n) => {
    const current = now >= pair.start && now < pair.start + HOUR_MS;
    return current || pair.today.orders > 0 || pair.lastWeek.orders > 0 ? [n] : [];
  });
  const last = Math.max(busy.at(-1) ?? 0, Math.min(pairs.length, WIDTH) - 1);
  const first = Math.max(0, Math.min(busy[0] ?? 0, last - WIDTH + 1));
  return pairs.slice(first, last + 1);
}
