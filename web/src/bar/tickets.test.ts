import { describe, expect, it } from "vitest";
import type { Order, OrderStatus } from "@/api/client";
import {
  columns,
  join,
  lateness,
  type Step,
  type Ticket,
  ticketOfOrder,
  ticketOfRecord,
  waited,
  withStatus,
} from "./tickets";

const T0 = Date.parse("2026-11-23T05:00:00Z");

function order(change: Partial<Order> = {}): Order {
  return {
    order_id: "a",
    shop_id: "main",
    user_id: "lan",
    items: [
      {
        menu_id: "tra-dao",
        qty: 2,
        price: 45_000,
        options: [{ option_id: "size-l", name: "Size L", price: 8_000 }],
      },
    ],
    discount: 0,
    total: 90_000,
    payment_method: "cash",
    channel: "till",
    created_at: "2026-11-23T05:00:00Z",
    flags: [],
    status: "placed",
    queue_number: 7,
    refunded: 0,
    placed_at: "2026-11-23T05:00:00Z",
    status_at: "2026-11-23T05:00:00Z",
    ...change,
  };
}

const ticket = (change: Partial<Ticket> = {}): Ticket => ({ ...ticketOfOrder(order()), ...change });

describe("a ticket", () => {
  it("of an event has everything but its number", () => {
    const { order_id, items, channel, created_at } = order();
    const value = { order_id, items, channel, created_at };
    const appended_at = "2026-11-23T05:00:01Z";
    const record = { topic: "orders", position: 1, key: "a", value, appended_at };
    const found = ticketOfRecord(record);
    expect(found.number).toBeNull();
    expect(found.placedAt).toBe(T0 + 1_000);
    expect(found.items).toEqual(ticket().items);
  });

  it("takes the number from the answer and the status from whoever is further", () => {
    const event = ticket({ number: null, status: "preparing", openStatus: "preparing" });
    const answer = ticket({ number: 7 });
    expect(join(event, answer)).toMatchObject({ number: 7, status: "preparing" });
    expect(join(answer, event)).toMatchObject({ number: 7, status: "preparing" });
  });

  it("ends the same whatever order the news comes in", () => {
    const news: OrderStatus[] = ["placed", "preparing", "ready", "cancelled"];
    const orders = (list: OrderStatus[]): OrderStatus[][] =>
      list.length < 2
        ? [list]
        : list.flatMap((first) =>
            orders(list.filter((each) => each !== first)).map((rest) => [first, ...rest]),
          );
    for (const permutation of orders(news)) {
      let now = ticket();
      for (const status of permutation) now = withStatus(now, status, T0);
      expect(now.status).toBe("cancelled");
    }
  });

  it("never goes back", () => {
    const ready = withStatus(ticket(), "ready", T0 + 5);
    expect(withStatus(ready, "preparing", T0 + 9)).toBe(ready);
    expect(join(ready, ticket())).toBe(ready);
  });

  it("remembers where it was when it was cancelled", () => {
    const making = withStatus(ticket(), "preparing", T0);
    const gone = withStatus(making, "cancelled", T0 + 1);
    expect(columns([gone]).preparing).toEqual([gone]);
  });
});

describe("columns", () => {
  it("have who waits longest first", () => {
    const list = [3, 1, 2].map((n) => ticket({ orderId: `${n}`, placedAt: T0 + n, number: n }));
    expect(columns(list).placed.map((each) => each.number)).toEqual([1, 2, 3]);
  });
  it("show a step taken here at once, but keep what is being handed over", () => {
    const list = [ticket({ orderId: "x" }), ticket({ orderId: "y", openStatus: "ready" })];
    const ahead = new Map<string, Step>([
      ["x", "preparing"],
      ["y", "completed"],
    ]);
    const result = columns(list, ahead);
    expect(result.preparing.map((each) => each.orderId)).toEqual(["x"]);
    expect(result.ready.map((each) => each.orderId)).toEqual(["y"]);
  });
});

describe("timers", () => {
  const limits = { amber: 180, red: 300 };
  it.each([
    [179, "fine"],
    [180, "amber"],
    [299, "amber"],
    [300, "red"],
  ] as const)("%d s are %s", (seconds, expected) => {
    expect(lateness("preparing", seconds, limits)).toBe(expected);
    expect(lateness("ready", seconds, limits)).toBe("fine");
    expect(lateness("cancelled", seconds, limits)).toBe("fine");
  });
  it("count from the sale, from ready once ready, and stop at the cancellation", () => {
    const now = T0 + 100_000;
    expect(waited(ticket(), now)).toBe(100);
    expect(waited(withStatus(ticket(), "ready", T0 + 60_000), now)).toBe(40);
    expect(waited(withStatus(ticket(), "cancelled", T0 + 30_000), now)).toBe(30);
    expect(waited(ticket(), T0 - 5_000)).toBe(0);
  });
});
