import { expect, it } from "vitest";
import { HOUR_MS } from "@/lib/businessDay";
import { change, hourPairs, lastWeekSoFar, WEEK_MS } from "./compare";
import { MinuteBook } from "./minuteBook";

const FROM = Date.parse("2026-11-22T21:00:00Z");
const DAY = { from: FROM, to: FROM + 24 * HOUR_MS };
const sale = (at: number, orders: number) => ({
  start: new Date(at).toISOString(),
  orders,
  items: orders,
  revenue: orders * 1_000,
});

it("compares with last week up to the same minute", () => {
  const book = new MinuteBook("main");
  const noon = FROM + 8 * HOUR_MS;
  book.seed([
    sale(noon, 3),
    sale(noon - WEEK_MS - 60_000, 2),
    sale(noon - WEEK_MS, 50),
    sale(FROM - WEEK_MS - 60_000, 70),
  ]);
  expect(lastWeekSoFar(book, DAY, noon).orders).toBe(2);
  expect(change(3, 2)).toBe(0.5);
  expect(change(1, 2)).toBe(-0.5);
  expect(change(3, 0)).toBeNull();
});

it("shows the hours in which something was sold, side by side", () => {
  const book = new MinuteBook("main");
  book.seed([sale(FROM + 10 * HOUR_MS, 3), sale(FROM + 2 * HOUR_MS - WEEK_MS, 5)]);
  const pairs = hourPairs(book, DAY, FROM + 12.5 * HOUR_MS);
  expect(pairs.map(({ start }) => (start - FROM) / HOUR_MS)).toEqual([
    2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
  ]);
  expect(pairs[0]).toMatchObject({ today: { orders: 0 }, lastWeek: { orders: 5 } });
  expect(pairs[8]).toMatchObject({ today: { orders: 3 }, lastWeek: { orders: 0 } });
});

it.each([0.5, 23.5])("has eight hours even for an empty day, %d h into it", (hour) => {
  const now = FROM + hour * HOUR_MS;
  const pairs = hourPairs(new MinuteBook("main"), DAY, now);
  expect(pairs.length).toBe(8);
  expect(pairs.some(({ start }) => now >= start && now < start + HOUR_MS)).toBe(true);
});
