import { describe, expect, it } from "vitest";
import type { Proof } from "@/api/client";
import { total, verdictOf } from "./proof";

const BOOKS = {
  equal: true,
  differences: 0,
  position: 10,
  windows: 2,
  orders: 3,
  items: 4,
  revenue: 90_000,
  refunds: 0,
  refunded_amount: 0,
};
const COUNTS = { read: 0, counted: 0, duplicates: 0, late: 0, dead_lettered: 0, clock_skewed: 0 };
const proof = (change: Partial<Proof> = {}): Proof => ({
  running: false,
  checked_at: "2026-11-23T05:00:00.000Z",
  failure: null,
  books: BOOKS,
  topics: [],
  ...change,
});

describe("the verdict", () => {
  it("is nothing before the first comparison", () => {
    expect(verdictOf(proof({ books: null, checked_at: null }))).toBe("none");
  });
  it("is what the books say", () => {
    expect(verdictOf(proof())).toBe("equal");
    const books = { ...BOOKS, equal: false, differences: 1 };
    expect(verdictOf(proof({ books }))).toBe("different");
  });
  it("is not taken from an older comparison when the newest has failed", () => {
    expect(verdictOf(proof({ failure: "disk" }))).toBe("failed");
  });
});

it("counts over all topics", () => {
  const topics = [
    { ...COUNTS, topic: "orders", duplicates: 2, late: 1 },
    { ...COUNTS, topic: "refunds", duplicates: 3, dead_lettered: 4 },
  ];
  expect(total(proof({ topics }), "duplicates")).toBe(5);
  expect(total(proof({ topics }), "late")).toBe(1);
  expect(total(proof({ topics }), "dead_lettered")).toBe(4);
  expect(total(proof({ topics }), "clock_skewed")).toBe(0);
});
