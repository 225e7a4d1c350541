import { describe, expect, it } from "vitest";
import type { Order } from "@/api/client";
import type { LiveRecord } from "@/app/live";
import { type DayApi, DayOrders, newer } from "./dayOrders";

const order = (n: number, over: Partial<Order> = {}): Order =>
  ({
    order_id: `o${n}`,
    queue_number: n,
    created_at: new Date(Date.UTC(2026, 0, 15, 1, n)).toISOString(),
    status: "placed",
    refunded: 0,
    ...over,
  }) as Order;

const record = (topic: string, value: Record<string, unknown>): LiveRecord => ({
  topic,
  value,
  key: "",
  position: 1,
  appended_at: "",
});

/** A server with pages of two. */
class Server implements DayApi {
  orders: Order[] = [];
  asked: string[] = [];
  down = false;
  atOnce = 0;
  most = 0;

  async page(cursor: string | undefined) {
    if (this.down) throw new Error("down");
    const all = [...this.orders].sort((a, b) => (a.created_at < b.created_at ? 1 : -1));
    const from = Number(cursor ?? 0);
    const next = from + 2 < all.length ? String(from + 2) : null;
    return { items: all.slice(from, from + 2), next_cursor: next };
  }
  async order(id: string) {
    this.asked.push(id);
    this.most = Math.max(this.most, ++this.atOnce);
    await new Promise((done) => setTimeout(done));
    --this.atOnce;
    const found = this.orders.find((each) => each.order_id === id);
    if (this.down || !found) throw new Error("down");
    return found;
  }
}

const numbers = (list: DayOrders) => list.current().orders.map((each) => each.queue_number);
const settled = () => new Promise((done) => setTimeout(done, 20));

describe("orders of the day", () => {
  it("come page by page, newest first, each once", async () => {
    const server = new Server();
    server.orders = [1, 2, 3, 4, 5].map((n) => order(n));
    const list = new DayOrders(server);
    await list.load();
    expect([numbers(list), list.current().more]).toEqual([[5, 4], true]);
    await list.loadMore();
    await list.loadMore();
    expect([numbers(list), list.current().more]).toEqual([[5, 4, 3, 2, 1], false]);
    await list.loadMore();
    expect(numbers(list)).toHaveLength(5);
  });

  it("stay when the list is loaded again after a break", async () => {
    const server = new Server();
    server.orders = [1, 2, 3].map((n) => order(n));
    const list = new DayOrders(server);
    await list.load();
    await list.loadMore();
    server.orders.push(order(4));
    await list.load();
    expect([numbers(list), list.current().more]).toEqual([[4, 3, 2, 1], false]);
  });

  it("follow the events", async () => {
    const server = new Server();
    server.orders = [order(1)];
    const list = new DayOrders(server);
    await list.load();
    server.orders.push(order(2));
    list.hear(record("orders", { order_id: "o2" }));
    await settled();
    expect(numbers(list)).toEqual([2, 1]);
    list.hear(record("order_status", { order_id: "o1", status: "ready", at: "t" }));
    list.hear(record("order_status", { order_id: "o1", status: "preparing", at: "s" }));
    list.hear(record("order_status", { order_id: "unknown", status: "ready", at: "t" }));
    expect(list.current().orders[1]).toMatchObject({ status: "ready", status_at: "t" });
    server.orders[0] = order(1, { refunded: 9_000 });
    list.hear(record("refunds", { order_id: "o1" }));
    await settled();
    expect(list.current().orders[1]).toMatchObject({ status: "ready", refunded: 9_000 });
    list.hear(record("orders", { order_id: "o1" }));
    expect(server.asked).toEqual(["o2", "o1"]);
  });

  it("are asked for a few at a time when many arrive at once", async () => {
    const server = new Server();
    server.orders = Array.from({ length: 50 }, (_, n) => order(n));
    const list = new DayOrders(server);
    for (const each of server.orders) list.hear(record("orders", { order_id: each.order_id }));
    for (let turn = 0; turn < 50 && numbers(list).length < 50; ++turn) await settled();
    expect(numbers(list)).toHaveLength(50);
    expect(server.most).toBe(4);
  });

  it("say that the server does not answer, and keep what is known", async () => {
    const server = new Server();
    server.orders = [order(1)];
    const list = new DayOrders(server);
    await list.load();
    server.down = true;
    await list.load();
    expect(numbers(list)).toEqual([1]);
    expect(list.current().failure).toBeInstanceOf(Error);
    server.down = false;
    await list.load();
    expect(list.current().failure).toBeNull();
  });
});

it("what is further on is the newer", () => {
  const ready = order(1, { status: "ready", refunded: 5 });
  const placed = order(1, { refunded: 7 });
  expect(newer(ready, placed)).toMatchObject({ status: "ready", refunded: 7 });
  expect(newer(placed, ready)).toMatchObject({ status: "ready", refunded: 7 });
});
