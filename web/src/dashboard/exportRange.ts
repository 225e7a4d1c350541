/** First and last day, both included, as `2026-11-23`. */
export interface Days {
  from: string;
  to: string;
}

export const DAYS_MAX = 366;
const DAY_MS = 86_400_000;

// Days without a place are counted in UTC, where every one has 24 hours.
const midnight = (day: string) => Date.parse(`${day}T00:00:00Z`);
const named = (moment: number) => new Date(moment).toISOString().slice(0, 10);

export type Preset = "today" | "week" | "month" | "lastMonth";

/** What a preset means on the business day `today`. */
export function preset(which: Preset, today: string): Days {
  const firstOfMonth = `${today.slice(0, 7)}-01`;
  switch (which) {
    case "today":
      return { from: today, to: today };
    case "week":
      return { from: named(midnight(today) - 6 * DAY_MS), to: today };
    case "month":
      return { from: firstOfMonth, to: today };
    case "lastMonth": {
      const to = named(midnight(firstOfMonth) - DAY_MS);
      return { from: `${to.slice(0, 7)}-01`, to };
    }
  }
}

/** What the server would refuse, known before it is asked. */
export function faultOf({ from, to }: Days): "missing" | "reversed" | "long" | null {
  const days = (midnight(to) - midnight(from)) / DAY_MS + 1;
  if (Number.isNaN(days)) return "missing";
  if (days < 1) return "reversed";
  return days > DAYS_MAX ? "long" : null;
}
