import { DAY_MS, HOUR_MS, type Span } from "@/lib/businessDay";
import { hourAndWeekday } from "@/lib/time";

export const WEEKS = 4;

export interface HeatCell {
  weekday: number;
  hour: number;
  /** Orders in this hour, on average over the weeks. */
  average: number;
  /** 0: none, to 4: near the busiest hour. */
  level: number;
  /** The hours the average was made of. */
  spans: Span[];
}

/** The four whole weeks before today. */
export const heatSpan = (today: Span): Span => ({
  from: today.from - WEEKS * 7 * DAY_MS,
  to: today.from,
});

/** Hours in which anything was sold, one row of seven weekdays each, in the order of the day. */
export function heatMap(
  series: readonly { start: string; orders: number }[],
  { from, to }: Span,
): HeatCell[][] {
  const sold = new Map(series.map((each) => [Date.parse(each.start), each.orders]));
  const cells = new Map<string, { orders: number; spans: Span[] }>();
  for (let start = from; start < to; start += HOUR_MS) {
    const { hour, weekday } = hourAndWeekday(start);
    const key = `${weekday} ${hour}`;
    const cell = cells.get(key) ?? { orders: 0, spans: [] };
    cell.orders += sold.get(start) ?? 0;
    cell.spans.push({ from: start, to: start + HOUR_MS });
    cells.set(key, cell);
  }
  const most = Math.max(0, ...[...cells.values()].map((cell) => cell.orders / cell.spans.length));
  const firstHour = hourAndWeekday(from).hour;
  const hours = Array.from({ length: 24 }, (_, n) => (firstHour + n) % 24);
  const rows = hours.map((hour) =>
    Array.from({ length: 7 }, (_, weekday): HeatCell => {
      const { orders, spans } = cells.get(`${weekday} ${hour}`) ?? { orders: 0, spans: [] };
      const average = spans.length === 0 ? 0 : orders / spans.length;
      return { weekday, hour, average, level: levelOf(average, most), spans };
    }),
  );
  const busy = rows.flatMap((row, n) => (row.some((cell) => cell.average > 0) ? [n] : []));
  return rows.slice(busy[0] ?? 0, (busy.at(-1) ?? -1) + 1);
}

export function levelOf(value: number, most: number): number {
  return value === 0 || most === 0 ? 0 : Math.max(1, Math.ceil((value / most) * 4));
}
