import { beforeEach, describe, expect, it } from "vitest";
import { MINUTE_MS, MinuteBook } from "./minuteBook";

const START = Date.parse("2026-11-23T05:00:00Z");
const DAY = { from: START, to: START + 60 * MINUTE_MS };
const window = (orders: number, minute = 0, more = {}) => ({
  type: "sales_per_minute",
  window_start: new Date(START + minute * MINUTE_MS).toISOString(),
  shop_id: "main",
  orders,
  items: orders * 2,
  revenue: orders * 10_000,
  ...more,
});
const open = { provisional: true };

let book: MinuteBook;
beforeEach(() => {
  book = new MinuteBook("main");
});

describe("numbers of a minute", () => {
  it("are replaced, not added", () => {
    book.hear("live", window(1, 0, open));
    book.hear("live", window(3, 0, open));
    expect(book.sum(DAY)).toEqual({ orders: 3, items: 6, revenue: 30_000 });
  });

  it("are the newest whatever arrives first, and however often", () => {
    const news = [
      () => book.seed([{ ...window(2), start: window(2).window_start }]),
      () => book.hear("live", window(3, 0, open)),
      () => book.hear("analytics", window(5, 0, { revision: 0 })),
      () => book.hear("analytics", window(6, 0, { revision: 1 })),
    ];
    for (let shift = 0; shift < news.length; ++shift) {
      for (const tell of [...news.slice(shift), ...news.slice(0, shift)]) tell();
      expect(book.at(START).orders).toBe(6);
    }
  });

  it("of another shop do not count", () => {
    book.hear("live", window(3, 0, { ...open, shop_id: "other" }));
    expect(book.sum(DAY).orders).toBe(0);
    expect(book.provisional(DAY)).toBe(false);
  });
});

describe("provisional", () => {
  it("as long as the window is open", () => {
    book.hear("live", window(1, 3, open));
    expect(book.provisional(DAY)).toBe(true);
    expect(book.provisional({ from: START, to: START + 3 * MINUTE_MS })).toBe(false);
    book.hear("live", window(1, 3, { provisional: false }));
    expect(book.provisional(DAY)).toBe(false);
  });

  it("ends with the record of the closed window as well", () => {
    book.hear("live", window(1, 3, open));
    book.hear("analytics", window(1, 3, { revision: 0 }));
    expect(book.provisional(DAY)).toBe(false);
  });

  it("knows what kind of window is open", () => {
    book.hear("live", { ...window(0, 1, open), type: "visits_per_minute", visits: 4 });
    expect(book.provisional(DAY)).toBe(false);
    expect(book.provisional(DAY, ["visits_per_minute"])).toBe(true);
    expect(book.sum(DAY).orders).toBe(0);
  });

  it("holds for the newest parts of a chart, even without a sale", () => {
    const minute = { from: START, to: START + MINUTE_MS };
    expect(book.unsettled(minute, minute.to + 2 * MINUTE_MS - 1)).toBe(true);
    expect(book.unsettled(minute, minute.to + 2 * MINUTE_MS)).toBe(false);
    book.hear("live", window(1, 0, open));
    expect(book.unsettled(minute, minute.to + 9 * MINUTE_MS)).toBe(true);
    book.hear("analytics", window(1, 0, { revision: 0 }));
    expect(book.unsettled(minute, minute.to)).toBe(false);
  });

  it("starts anew with the stream", () => {
    book.hear("live", window(1, 3, open));
    book.reopen();
    expect(book.provisional(DAY)).toBe(false);
    expect(book.sum(DAY).orders).toBe(1);
  });
});

it("buckets cover the span, empty ones included", () => {
  book.hear("live", window(1, 0, open));
  book.hear("live", window(2, 14, open));
  book.hear("live", window(4, 15, open));
  book.hear("live", window(8, 60, open));
  const list = book.buckets(DAY, 15 * MINUTE_MS).map(({ sum }) => sum.orders);
  expect(list).toEqual([3, 4, 0, 0]);
});

it("forgets days that are not shown any more", () => {
  book.hear("live", window(1, 0, open));
  book.forgetBefore(START + MINUTE_MS);
  expect(book.sum(DAY).orders).toBe(0);
});
