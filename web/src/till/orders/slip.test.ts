import { describe, expect, it } from "vitest";
import type { Order } from "@/api/client";
import { withItems } from "@/bar/menuBook";
import type { Sale } from "../outbox/sale";
import { isWanted, saleOfOrder, summary } from "./slip";

const order = {
  order_id: "0190aaaa-0000-7000-8000-000000000001",
  queue_number: 41,
  created_at: "2026-01-15T01:00:00.000Z",
  payment_method: "cash",
  items: [
    {
      menu_id: "tra-sua",
      qty: 2,
      price: 42_000,
      options: [{ option_id: "l", name: "Size L", price: 7_000 }],
    },
    { menu_id: "mon-cu", qty: 1, price: 20_000, options: [] },
  ],
  discount: 4_000,
  total: 100_000,
  user_id: "lan",
} as unknown as Order;
const menu = withItems(new Map(), [
  { menu_id: "tra-sua", name: "Trà sữa", option_groups: [] } as never,
]);

describe("the slip of an order", () => {
  it("is made of what the server knows", () => {
    const sale = saleOfOrder(order, undefined, menu);
    expect(summary(sale)).toBe("2× Trà sữa, mon cu");
    expect(sale.lines[0]).toMatchObject({ option_names: ["Size L"], price: 42_000 });
    expect([sale.total, sale.received, sale.queue_number]).toEqual([100_000, null, 41]);
  });
  it("of this till's own sale knows the cash and takes the number", () => {
    const own = { ...saleOfOrder(order, undefined, menu), received: 200_000, queue_number: null };
    expect(saleOfOrder(order, own, menu)).toMatchObject({ received: 200_000, queue_number: 41 });
  });
  it("has no number when the order was sold without a connection", () => {
    const offline = { ...order, queue_number: 0 };
    expect(saleOfOrder(offline, undefined, menu).queue_number).toBeNull();
    expect(isWanted(saleOfOrder(offline, undefined, menu), "0")).toBe(false);
  });
  it("is the server's when this till's never got there as it is", () => {
    const own = { ...saleOfOrder(order, undefined, menu), state: "stuck", total: 1 } as Sale;
    expect(saleOfOrder(order, own, menu).total).toBe(100_000);
  });
});

describe("the search", () => {
  const sale = saleOfOrder(order, undefined, menu);
  it("finds a number, a price and a drink", () => {
    expect(["41", "100000", "100.000", "tra sua", "lan", ""].map((q) => isWanted(sale, q))).toEqual(
      Array(6).fill(true),
    );
    expect(["4", "10", "20.000", "ca phe"].map((q) => isWanted(sale, q))).toEqual(
      Array(4).fill(false),
    );
  });
});
