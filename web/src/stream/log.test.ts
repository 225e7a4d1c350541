import { expect, test } from "vitest";
import type { LiveRecord } from "@/app/live";
import { LogBuffer, lateness, NO_FILTER, passes, ROWS_MAX, rowOf } from "./log";
import { Watermarks } from "./watermark";

const record = (position: number, topic = "visits", value: object = {}): LiveRecord => ({
  topic,
  position,
  key: `Key-${position}`,
  value: { visit_id: String(position), at: "2026-03-01T10:00:00.000Z", ...value },
  appended_at: "2026-03-01T10:00:02.500Z",
});
const tracker = new Watermarks();
const row = (...args: Parameters<typeof record>) => {
  const made = record(...args);
  return rowOf(made, tracker.take(made));
};
const positions = (log: LogBuffer) => log.shown.map((each) => each.record.position);

test("a filter by topic, part of the key and text without accents", () => {
  const one = row(12, "visits", { page: "/m/main/Trà Đào" });
  expect(passes(one, NO_FILTER)).toBe(true);
  expect(passes(one, { ...NO_FILTER, topics: new Set(["orders"]) })).toBe(false);
  expect(passes(one, { ...NO_FILTER, topics: new Set(["orders", "visits"]) })).toBe(true);
  expect(passes(one, { ...NO_FILTER, key: "key-1" })).toBe(true);
  expect(passes(one, { ...NO_FILTER, key: "key-2" })).toBe(false);
  expect(passes(one, { ...NO_FILTER, text: "tra dao" })).toBe(true);
  expect(passes(one, { ...NO_FILTER, text: "ca phe" })).toBe(false);
});

test("lateness is arrival minus event time", () => {
  expect(lateness(row(13))).toBe(2.5);
  expect(lateness(row(14, "analytics"))).toBeNull();
});

test("only the newest rows stay, and it is known how many went", () => {
  const log = new LogBuffer();
  const rows = Array.from({ length: ROWS_MAX + 30 }, (_, n) => row(n + 100));
  log.append(rows.slice(0, ROWS_MAX));
  expect(log.dropped).toBe(0);
  log.append(rows.slice(ROWS_MAX));
  expect(log.shown).toHaveLength(ROWS_MAX);
  expect(log.shown[0]?.record.position).toBe(130);
  expect(log.dropped).toBe(30);
});

test("one batch larger than all that is kept", () => {
  const log = new LogBuffer();
  log.append(Array.from({ length: ROWS_MAX * 2 }, (_, n) => row(n + 1)));
  expect(log.shown).toHaveLength(ROWS_MAX);
  expect(log.shown.at(-1)?.record.position).toBe(ROWS_MAX * 2);
});

test("what a filter shows outlives the rest that scrolls by", () => {
  const log = new LogBuffer();
  log.setFilter({ ...NO_FILTER, topics: new Set(["clock"]) });
  log.append([row(1, "clock")]);
  log.append(Array.from({ length: ROWS_MAX }, (_, n) => row(n + 2)));
  expect(positions(log)).toEqual([1]);
  log.setFilter(NO_FILTER);
  expect(log.shown[0]?.record.position).toBe(2);
  log.setFilter({ ...NO_FILTER, key: "key-4999" });
  expect(positions(log)).toEqual([4999]);
});
