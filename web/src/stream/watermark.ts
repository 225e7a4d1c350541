import type { LiveRecord } from "@/app/live";

/**
 * What the stream engine does with event time (docs/reference/stream-semantics.md), done once more
 * in the browser from the records that passed by since the page was opened. For learning: the
 * engine's own results are the records of `analytics`.
 */
export const WINDOW_MS = 60_000;
const DELAY_MS = 120_000;
const SKEW_MS = 300_000;
const IDS_MAX = 50_000;
const CLOSED_MAX = 200;

export const TIMED = ["orders", "refunds", "visits"] as const;
export type Timed = (typeof TIMED)[number];

const RESULT_OF: Record<string, { topic: Timed; count: string }> = {
  sales_per_minute: { topic: "orders", count: "orders" },
  refunds_per_minute: { topic: "refunds", count: "refunds" },
  visits_per_minute: { topic: "visits", count: "visits" },
};

export interface Window {
  topic: Timed;
  shop: string;
  start: number;
  /** Events seen here. */
  seen: number;
  /** The watermark has passed its end. */
  passed: boolean;
  /** What the engine emitted last, once it has. */
  result: { count: number; revision: number } | null;
}

/** What an event was to the engine; `plain` for topics without windows. */
export type Verdict = "plain" | "counted" | "late" | "duplicate" | "invalid";

export interface Outcome {
  verdict: Verdict;
  skewed: boolean;
  /** Windows whose end the watermark reached with this event. */
  closed: Window[];
  /** The window a counted event belongs to, or whose result this record is. */
  window: Window | null;
}

export interface TopicTime {
  watermark: number | null;
  counted: number;
  late: number;
  duplicates: number;
  skewed: number;
}

export const isTimed = (topic: string): topic is Timed => TIMED.includes(topic as Timed);

const TIME_FIELD: Record<string, string> = {
  orders: "created_at",
  refunds: "created_at",
  menu_updates: "timestamp",
};

/** When it happened, in milliseconds; null for results of the engine and for unreadable times. */
export function eventTime(record: LiveRecord): number | null {
  if (record.topic === "analytics") return null;
  const at = Date.parse(String(record.value[TIME_FIELD[record.topic] ?? "at"]));
  return Number.isNaN(at) ? null : at;
}

const ID_FIELD: Record<Timed, string> = {
  orders: "order_id",
  refunds: "refund_id",
  visits: "visit_id",
};

interface Line {
  qty?: unknown;
  price?: unknown;
}

/** The checks whose failure makes a dead letter, as far as a learner meets them. */
function isValid(topic: Timed, value: Record<string, unknown>): boolean {
  if (topic === "visits") return true;
  const items = value.items;
  if (!Array.isArray(items) || items.length === 0) return false;
  if (items.some((line: Line) => !(Number.isInteger(line.qty) && (line.qty as number) > 0))) {
    return false;
  }
  if (topic === "refunds") return Number(value.amount) >= 0;
  const sum = items.reduce((all, line) => all + Number(line.qty) * Number(line.price), 0);
  return Number(value.total) === sum - Number(value.discount ?? 0);
}

export class Watermarks {
  readonly topics: Record<Timed, TopicTime>;
  private readonly windows = new Map<string, Window>();
  private readonly ids = new Set<string>();

  constructor() {
    const fresh = () => ({ watermark: null, counted: 0, late: 0, duplicates: 0, skewed: 0 });
    this.topics = { orders: fresh(), refunds: fresh(), visits: fresh() };
  }

  take(record: LiveRecord): Outcome {
    if (record.topic === "analytics") return this.result(record);
    if (record.topic === "clock") return this.clock(record);
    if (isTimed(record.topic)) return this.count(record, record.topic);
    return { verdict: "plain", skewed: false, closed: [], window: null };
  }

  /** Newest window first; open ones and those that closed last. */
  list(): Window[] {
    return [...this.windows.values()].sort(
      (a, b) =>
        b.start - a.start ||
        TIMED.indexOf(a.topic) - TIMED.indexOf(b.topic) ||
        a.shop.localeCompare(b.shop),
    );
  }

  private count(record: LiveRecord, topic: Timed): Outcome {
    const at = eventTime(record);
    const none: Outcome = { verdict: "invalid", skewed: false, closed: [], window: null };
    if (at === null || !isValid(topic, record.value)) return none;
    const book = this.topics[topic];
    if (this.knows(`${topic} ${record.value[ID_FIELD[topic]]}`)) {
      book.duplicates += 1;
      return { ...none, verdict: "duplicate" };
    }
    const start = Math.floor(at / WINDOW_MS) * WINDOW_MS;
    const late = book.watermark !== null && book.watermark >= start + WINDOW_MS;
    const skewed = at - Date.parse(record.appended_at) > SKEW_MS;
    const window = this.windowOf(topic, String(record.value.shop_id ?? "main"), start);
    window.seen += 1;
    window.passed ||= late;
    book.counted += 1;
    if (late) book.late += 1;
    if (skewed) book.skewed += 1;
    const closed = skewed ? [] : this.raise(topic, at - DELAY_MS);
    return { verdict: late ? "late" : "counted", skewed, closed, window };
  }

  private clock(record: LiveRecord): Outcome {
    const at = eventTime(record);
    const skewed = at !== null && at - Date.parse(record.appended_at) > SKEW_MS;
    const closed =
      at === null || skewed ? [] : TIMED.flatMap((topic) => this.raise(topic, at - DELAY_MS));
    return { verdict: at === null ? "invalid" : "plain", skewed, closed, window: null };
  }

  private result({ value }: LiveRecord): Outcome {
    const kind = RESULT_OF[String(value.type)];
    const start = Date.parse(String(value.window_start));
    if (!kind || Number.isNaN(start)) {
      return { verdict: "plain", skewed: false, closed: [], window: null };
    }
    const window = this.windowOf(kind.topic, String(value.shop_id), start);
    const revision = Number(value.revision);
    if (!window.result || revision > window.result.revision) {
      window.result = { count: Number(value[kind.count]), revision };
    }
    window.passed = true;
    this.forget();
    return { verdict: "plain", skewed: false, closed: [], window };
  }

  private raise(topic: Timed, to: number): Window[] {
    const book = this.topics[topic];
    if (book.watermark !== null && to <= book.watermark) return [];
    book.watermark = to;
    const closed = [...this.windows.values()].filter(
      (each) => each.topic === topic && !each.passed && each.start + WINDOW_MS <= to,
    );
    for (const each of closed) each.passed = true;
    this.forget();
    return closed;
  }

  private windowOf(topic: Timed, shop: string, start: number): Window {
    const key = `${topic} ${start} ${shop}`;
    let found = this.windows.get(key);
    if (!found) {
      found = { topic, shop, start, seen: 0, passed: false, result: null };
      this.windows.set(key, found);
    }
    return found;
  }

  private knows(id: string): boolean {
    if (this.ids.has(id)) return true;
    this.ids.add(id);
    if (this.ids.size > IDS_MAX) {
      const oldest = this.ids.values().next().value;
      if (oldest !== undefined) this.ids.delete(oldest);
    }
    return false;
  }

  /** A day at the till has more minutes than a list should: the oldest closed ones go. */
  private forget(): void {
    if (this.windows.size <= CLOSED_MAX * 2) return;
    const closed = [...this.windows].filter(([, each]) => each.passed);
    closed.sort(([, a], [, b]) => a.start - b.start);
    for (const [key] of closed.slice(0, Math.max(0, closed.length - CLOSED_MAX))) {
      this.windows.delete(key);
    }
  }
}
