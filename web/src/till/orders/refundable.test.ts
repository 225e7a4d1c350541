import { describe, expect, it } from "vitest";
import type { Order, Refund } from "@/api/client";
import { refundAmount, refundable } from "./refundable";

const order = (lines: [string, number, number][], discount = 0): Order => {
  const sum = lines.reduce((all, [, qty, price]) => all + qty * price, 0);
  return {
    items: lines.map(([menu_id, qty, price]) => ({ menu_id, qty, price, options: [] })),
    discount,
    total: sum - discount,
  } as unknown as Order;
};
const refund = (...items: [string, number][]): Refund =>
  ({ items: items.map(([menu_id, qty]) => ({ menu_id, qty, amount: 0 })) }) as unknown as Refund;

describe("what is left to refund", () => {
  const two = order([
    ["tea", 2, 35_000],
    ["coffee", 1, 29_000],
    ["tea", 1, 42_000],
  ]);
  it("is counted by item", () => {
    expect(refundable(two, [])).toEqual([
      { menu_id: "tea", sold: 3, left: 3 },
      { menu_id: "coffee", sold: 1, left: 1 },
    ]);
    expect(refundable(two, [refund(["tea", 2]), refund(["coffee", 1])])).toEqual([
      { menu_id: "tea", sold: 3, left: 1 },
      { menu_id: "coffee", sold: 1, left: 0 },
    ]);
  });
  it("costs what its lines cost, the last line first", () => {
    expect(refundAmount(two, [], [{ menu_id: "tea", qty: 1 }])).toBe(42_000);
    expect(refundAmount(two, [], [{ menu_id: "tea", qty: 2 }])).toBe(77_000);
    expect(refundAmount(two, [refund(["tea", 1])], [{ menu_id: "tea", qty: 1 }])).toBe(35_000);
  });
  it("is nothing once everything is back", () => {
    const all = refund(["tea", 3], ["coffee", 1]);
    expect(refundAmount(two, [all], [{ menu_id: "tea", qty: 1 }])).toBe(0);
    expect(refundAmount(order([["free", 1, 0]]), [], [{ menu_id: "free", qty: 1 }])).toBe(0);
  });
  it("spreads a discount so that the parts add up to the total", () => {
    const three = order([["tea", 3, 10_000]], 100);
    const one = [{ menu_id: "tea", qty: 1 }];
    const parts = [
      refundAmount(three, [], one),
      refundAmount(three, [refund(["tea", 1])], one),
      refundAmount(three, [refund(["tea", 2])], one),
    ];
    expect(parts).toEqual([9_966, 9_967, 9_967]);
    expect(parts.reduce((a, b) => a + b)).toBe(three.total);
  });
  it("stays exact where doubles do not", () => {
    const dear = order([["gold", 1000, 1_000_000_000_000]], 1);
    expect(refundAmount(dear, [], [{ menu_id: "gold", qty: 999 }])).toBe(998_999_999_999_999);
  });
});
