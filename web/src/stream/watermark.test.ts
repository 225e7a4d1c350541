import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { LiveRecord } from "@/app/live";
import { eventTime, type Outcome, Watermarks, type Window } from "./watermark";

// The engine's specification, tests/scenarios: what it emits, these watermarks must close.
const SCENARIOS = [
  "02_exactly_on_the_minute",
  "03_watermark_equals_window_end",
  "04_out_of_order_within_the_delay",
  "05_behind_the_watermark_window_open",
  "06_mover_is_counted_first",
  "07_late_by_hours_into_an_existing_window",
  "08_late_into_an_empty_minute",
  "09_late_does_not_move_the_watermark",
  "10_several_windows_closed_by_one_event",
  "11_watermark_per_topic",
  "19_duplicate_while_the_window_is_open",
  "20_duplicate_after_the_window_closed",
  "31_duplicate_does_not_move_the_watermark",
  "36_skewed_clock",
  "37_exactly_five_minutes_ahead_is_fine",
  "39_skewed_window_closes_in_its_turn",
  "40_skewed_and_late",
  "42_skew_guard_in_every_topic",
  "44_clock_closes_every_topic",
  "45_clock_never_lowers",
  "46_clock_before_any_event",
  "47_clock_exactly_at_the_window_end",
  "48_skewed_clock_event",
  "49_clock_with_skewed_order_waiting",
  "69_late_refund",
];

const moment = (text: string): string => {
  if (text.includes("T")) return new Date(text).toISOString();
  const [time = "", zone = "Z"] = text.split(/(?=[+Z])/);
  const full = time.split(":").length === 2 ? `${time}:00` : time;
  return new Date(`2026-03-01T${full}${zone}`).toISOString();
};

function recordOf(line: string): LiveRecord | null {
  const [word = "", ...rest] = line.split(/\s+/);
  const fields = Object.fromEntries(
    rest.filter((each) => each.includes("=")).map((each) => each.split("=") as [string, string]),
  );
  const plain = rest.filter((each) => !each.includes("="));
  const { appended_at, ...changes } = fields;
  const take = () => plain.shift() ?? "";
  const topics: Record<string, [string, () => Record<string, unknown>]> = {
    order: ["orders", () => ({ order_id: take(), created_at: moment(take()) })],
    refund: [
      "refunds",
      () => ({ refund_id: take(), order_id: take(), created_at: moment(take()) }),
    ],
    visit: ["visits", () => ({ visit_id: take(), at: moment(take()) })],
    clock: ["clock", () => ({ at: moment(take()) })],
  };
  const known = topics[word];
  if (!known) return null;
  const value: Record<string, unknown> = known[1]();
  const items = plain.map((each) => {
    const [, qty = "1", price = "40000"] = /^(?:(\d+)x)?[a-z]+(?:@(\d+))?$/.exec(each) ?? [];
    return { qty: Number(qty), price: Number(price) };
  });
  if (word === "order" || word === "refund") {
    const total = items.reduce((sum, { qty, price }) => sum + qty * price, 0);
    Object.assign(value, { items, total, amount: total });
  }
  Object.assign(value, changes);
  // A log without arrival times cannot call anything ahead.
  const arrival = appended_at ? moment(appended_at) : "2099-01-01T00:00:00.000Z";
  return { topic: known[0], position: 0, key: "", value, appended_at: arrival };
}

const KINDS = { orders: "sales", refunds: "refunds", visits: "visits" } as const;
const shown = (each: Window) =>
  [KINDS[each.topic], new Date(each.start).toISOString(), each.shop, each.seen].join(" ");

function emitted(line: string): string | null {
  const [, kind = "", time = "", ...rest] = line.split(/\s+/);
  if (!["sales", "refunds", "visits"].includes(kind)) return null;
  const fields = Object.fromEntries(rest.map((each) => each.split("=") as [string, string]));
  const count = fields.orders ?? fields.refunds ?? fields.visits;
  const start = time.includes("T") ? `${time}:00Z` : moment(time);
  return [kind, new Date(start).toISOString(), fields.shop_id ?? "main", count].join(" ");
}

function results(outcome: Outcome): string[] {
  const late = outcome.verdict === "late" && outcome.window ? [outcome.window] : [];
  return [...outcome.closed, ...late].map(shown).sort();
}

describe("the engine's own scenarios", () => {
  test.each(SCENARIOS)("%s", (name) => {
    const file = join(import.meta.dirname, "../../../tests/scenarios", `${name}.scenario`);
    const lines = readFileSync(file, "utf8").split("\n");
    const tracker = new Watermarks();
    let got: string[] = [];
    let wanted: string[] = [];
    let compared = 0;
    const compare = (before: string) => {
      expect(got, before).toEqual(wanted.sort());
      compared += got.length;
      [got, wanted] = [[], []];
    };
    for (const [n, raw] of lines.entries()) {
      const line = raw.trim();
      if (line === "" || line.startsWith("#") || line === "nothing") continue;
      if (line === "flush" || line === "counts") {
        compare(`before line ${n + 1}`);
        break;
      }
      if (line.startsWith("emit ")) {
        const result = emitted(line);
        if (result) wanted.push(result);
        continue;
      }
      if (line.startsWith("dead ")) continue;
      compare(`before line ${n + 1}`);
      const record = recordOf(line);
      expect(record, line).not.toBeNull();
      if (record) got = results(tracker.take(record));
    }
    const text = lines.join("\n");
    if (/emit (sales|refunds|visits)/.test(text.split("flush")[0] ?? "")) {
      expect(compared, "something was emitted").toBeGreaterThan(0);
    }
    for (const [, topic, counts] of text.matchAll(/^ {2}(orders|refunds|visits) (.*)$/gm)) {
      const book = tracker.topics[topic as "orders"];
      const number = (word: string) =>
        Number(new RegExp(`\\b${word}=(\\d+)`).exec(counts ?? "")?.[1] ?? 0);
      expect(book.counted, `${topic} counted`).toBe(number("counted"));
      expect(book.late, `${topic} late`).toBe(number("late"));
      expect(book.duplicates, `${topic} duplicates`).toBe(number("duplicates"));
      expect(book.skewed, `${topic} skewed`).toBe(number("clock_skewed"));
    }
  });
});

const record = (topic: string, value: Record<string, unknown>): LiveRecord => ({
  topic,
  position: 1,
  key: "k",
  value,
  appended_at: "2026-03-01T10:10:00.000Z",
});

const sale = (revision: number, orders: number) =>
  record("analytics", {
    type: "sales_per_minute",
    window_start: "2026-03-01T10:00:00.000Z",
    shop_id: "main",
    orders,
    revision,
  });

describe("results of the engine", () => {
  test("a record of revision 0 closes a window, a higher one corrects it", () => {
    const tracker = new Watermarks();
    expect(tracker.take(sale(0, 3)).window?.result).toEqual({ count: 3, revision: 0 });
    expect(tracker.take(sale(2, 5)).window?.result).toEqual({ count: 5, revision: 2 });
    expect(tracker.take(sale(1, 4)).window?.result).toEqual({ count: 5, revision: 2 });
    expect(tracker.list()).toHaveLength(1);
    expect(tracker.list()[0]?.passed).toBe(true);
  });

  test("an item's record says nothing about a window of orders", () => {
    const tracker = new Watermarks();
    tracker.take(record("analytics", { type: "item_sales_per_minute", revision: 0 }));
    expect(tracker.list()).toEqual([]);
  });
});

test("what would be a dead letter moves nothing", () => {
  const tracker = new Watermarks();
  const order = { order_id: "a", created_at: "2026-03-01T10:00:00Z", total: 1 };
  expect(tracker.take(record("orders", { ...order, items: [] })).verdict).toBe("invalid");
  const items = [{ qty: 1, price: 2 }];
  expect(tracker.take(record("orders", { ...order, items })).verdict).toBe("invalid");
  expect(tracker.take(record("visits", { visit_id: "a", at: "noon" })).verdict).toBe("invalid");
  expect(tracker.topics.orders.watermark).toBeNull();
  expect(tracker.take(record("orders", { ...order, items, total: 2 })).verdict).toBe("counted");
});

test("a long stay forgets the oldest closed windows and never an open one", () => {
  const tracker = new Watermarks();
  const from = Date.parse("2026-03-01T00:00:00Z");
  for (let n = 0; n < 2_000; ++n) {
    const at = new Date(from + n * 60_000).toISOString();
    const visit = record("visits", { visit_id: String(n), at });
    tracker.take({ ...visit, appended_at: at });
  }
  const windows = tracker.list();
  expect(windows.length).toBeLessThanOrEqual(500);
  expect(windows.filter((each) => !each.passed)).toHaveLength(3);
});

test("event time is where the topic keeps it", () => {
  const at = "2026-03-01T10:00:00.000Z";
  expect(eventTime(record("menu_updates", { timestamp: at }))).toBe(Date.parse(at));
  expect(eventTime(record("order_status", { at }))).toBe(Date.parse(at));
  expect(eventTime(record("analytics", { window_start: at }))).toBeNull();
});
