import type { Span } from "@/lib/businessDay";

export interface Numbers {
  orders: number;
  items: number;
  revenue: number;
}

export const NOTHING: Numbers = { orders: 0, items: 0, revenue: 0 };
export const MINUTE_MS = 60_000;
const WATERMARK_MS = 2 * MINUTE_MS;

/** A frame of `live` or a record of `analytics`. */
interface WindowResult extends Partial<Numbers> {
  type: string;
  window_start: string;
  shop_id: string;
  provisional?: boolean;
}

/**
 * Sales by minute, out of three sources: the query for what was, frames of `live` for the minutes
 * whose window is open, records of `analytics` for those that closed.
 *
 * All are absolute numbers of one minute, and a minute only ever gains orders (each is counted
 * once, none is taken back). So the one with more orders is the newer, whatever arrives first.
 *
 * A minute is provisional as long as the server lists its window as open: each `live` frame names
 * one such window, and a closing is told by a frame with `provisional: false` and by the record of
 * `analytics`. Everything else is final: the watermark has passed its end.
 */
export class MinuteBook {
  private readonly minutes = new Map<number, Numbers>();
  private readonly open = new Set<string>();
  private readonly closed = new Set<number>();

  constructor(private readonly shopId: string) {}

  /** The answer of the query. */
  seed(series: readonly (Numbers & { start: string })[]): void {
    for (const each of series) this.put(Date.parse(each.start), each);
  }

  /** The stream begins anew and will name the open windows; what closed in between is not told. */
  reopen(): void {
    this.open.clear();
  }

  hear(topic: string, value: Record<string, unknown>): void {
    const result = value as unknown as WindowResult;
    if (result.shop_id !== this.shopId) return;
    const start = Date.parse(result.window_start);
    const key = `${result.type} ${start}`;
    if (topic === "live" && result.provisional) this.open.add(key);
    else this.open.delete(key);
    if (result.type === "sales_per_minute") {
      if (!this.open.has(key)) this.closed.add(start);
      const { orders = 0, items = 0, revenue = 0 } = result;
      this.put(start, { orders, items, revenue });
    }
  }

  private put(start: number, { orders, items, revenue }: Numbers): void {
    const known = this.minutes.get(start);
    if (!known || orders >= known.orders) this.minutes.set(start, { orders, items, revenue });
  }

  at(start: number): Numbers {
    return this.minutes.get(start) ?? NOTHING;
  }

  /** True while something in the span may change without a late order. */
  provisional({ from, to }: Span, types: readonly string[] = ["sales_per_minute"]): boolean {
    for (const key of this.open) {
      const [type = "", start] = key.split(" ");
      if (types.includes(type) && Number(start) >= from && Number(start) < to) return true;
    }
    return false;
  }

  /**
   * The same for one part of a chart, at the moment `known` (server's time) of the numbers: what
   * ended less than two minutes before can still gain orders, even if it has none yet; unless its
   * last minute is known to be closed, as minutes close in their order.
   */
  unsettled(span: Span, known: number): boolean {
    if (this.provisional(span)) return true;
    return span.to + WATERMARK_MS > known && !this.closed.has(span.to - MINUTE_MS);
  }

  sum({ from, to }: Span): Numbers {
    const sum = { ...NOTHING };
    for (const [start, { orders, items, revenue }] of this.minutes) {
      if (start < from || start >= to) continue;
      sum.orders += orders;
      sum.items += items;
      sum.revenue += revenue;
    }
    return sum;
  }

  /** Sums of equal parts of the span, empty ones included. */
  buckets({ from, to }: Span, size: number): { start: number; sum: Numbers }[] {
    const sums = Array.from({ length: Math.ceil((to - from) / size) }, (_, n) => ({
      start: from + n * size,
      sum: { ...NOTHING },
    }));
    for (const [start, { orders, items, revenue }] of this.minutes) {
      const bucket = sums[Math.floor((start - from) / size)];
      if (start < from || start >= to || !bucket) continue;
      bucket.sum.orders += orders;
      bucket.sum.items += items;
      bucket.sum.revenue += revenue;
    }
    return sums;
  }

  /** A screen that stays open for weeks keeps the days it shows. */
  forgetBefore(moment: number): void {
    for (const start of this.minutes.keys()) if (start < moment) this.minutes.delete(start);
    for (const start of this.closed) if (start < moment) this.closed.delete(start);
  }
}
