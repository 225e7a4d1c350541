import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError, type Order } from "@/api/client";
import type { LiveRecord } from "@/app/live";
import { type BarApi, BarStore, UNDO_MS } from "./store";
import type { Step } from "./tickets";

/** A server of one page: what it knows, and whether it answers. */
class Server implements BarApi {
  orders = new Map<string, Order>();
  moves: string[] = [];
  down = false;
  asked: string[] = [];

  place(order_id: string, status: Order["status"] = "placed"): Order {
    const at = new Date().toISOString();
    const items = [{ menu_id: "tea", qty: 1, price: 1, options: [] }];
    const queue_number = this.orders.size + 1;
    const times = { created_at: at, placed_at: at, status_at: at };
    const order = { order_id, items, status, queue_number, channel: "till", ...times } as never;
    this.orders.set(order_id, order);
    return order;
  }
  private list(...statuses: Order["status"][]): Order[] {
    return [...this.orders.values()].filter((order) => statuses.includes(order.status));
  }
  private async answer<T>(value: () => T): Promise<T> {
    if (this.down) throw new ApiError(0, null);
    return value();
  }
  open = () => this.answer(() => this.list("placed", "preparing", "ready"));
  cancelled = () => this.answer(() => this.list("cancelled"));
  menu = async () => [];
  menuHistory = async () => [];
  order = (id: string) =>
    this.answer(() => {
      this.asked.push(id);
      const found = this.orders.get(id);
      if (!found) throw new ApiError(404, null);
      return found;
    });
  move = (id: string, step: Step) =>
    this.answer(() => {
      const order = this.orders.get(id) as Order;
      const steps = ["placed", "preparing", "ready", "completed"];
      if (steps.indexOf(step) !== steps.indexOf(order.status) + 1) throw new ApiError(409, null);
      this.moves.push(`${id} ${step}`);
      const moved = { ...order, status: step };
      this.orders.set(id, moved);
      return moved;
    });
}

const record = (topic: string, value: Record<string, unknown>): LiveRecord => ({
  topic,
  position: 1,
  key: "",
  value,
  appended_at: new Date().toISOString(),
});
const statusRecord = (order_id: string, status: string) =>
  record("order_status", { order_id, status, at: new Date().toISOString() });

let server: Server;
let store: BarStore;
let seen: Set<string>;
const settle = () => vi.advanceTimersByTimeAsync(0);
const shown = () =>
  [...store.current().tickets.values()].map((each) => `${each.orderId} ${each.status}`);

beforeEach(() => {
  vi.useFakeTimers();
  server = new Server();
  seen = new Set();
  store = new BarStore(
    server,
    () => 0,
    (id) => seen.has(id),
  );
});
afterEach(() => {
  vi.useRealTimers();
});

describe("the queue", () => {
  it("shows an order at its event and asks for its number", async () => {
    await store.refresh();
    server.place("a");
    store.hear(record("orders", server.orders.get("a") as never as Record<string, unknown>));
    expect(shown()).toEqual(["a placed"]);
    await settle();
    expect(store.current().tickets.get("a")?.number).toBe(1);
  });

  it("a list asked for earlier does not bring back what was finished meanwhile", async () => {
    server.place("a", "ready");
    const loading = store.refresh();
    store.hear(statusRecord("a", "completed"));
    await loading;
    expect(shown()).toEqual([]);
  });

  it("does not flash what the stream tells of a past that is over", async () => {
    const old = server.place("old", "completed");
    const loading = store.refresh();
    store.hear(record("orders", old as never as Record<string, unknown>));
    expect(shown()).toEqual([]);
    store.hear(statusRecord("old", "completed"));
    await loading;
    await settle();
    expect(shown()).toEqual([]);
  });

  it("finds out after a break what became of the tickets it had", async () => {
    server.place("a");
    server.place("b");
    await store.refresh();
    server.orders.set("a", { ...(server.orders.get("a") as Order), status: "completed" });
    server.orders.set("b", { ...(server.orders.get("b") as Order), status: "cancelled" });
    server.place("c");
    await store.refresh();
    await settle();
    expect(shown().sort()).toEqual(["b cancelled", "c placed"]);
  });

  it("keeps what it shows when loading fails, and says so", async () => {
    server.place("a");
    await store.refresh();
    server.down = true;
    await store.refresh();
    expect(shown()).toEqual(["a placed"]);
    expect(store.current().failure).toBeInstanceOf(ApiError);
  });

  it("a cancelled ticket stays until it is acknowledged, also through a reload", async () => {
    server.place("a", "preparing");
    await store.refresh();
    server.orders.set("a", { ...(server.orders.get("a") as Order), status: "cancelled" });
    store.hear(statusRecord("a", "cancelled"));
    await store.refresh();
    expect(shown()).toEqual(["a cancelled"]);
    seen.add("a");
    store.acknowledge("a");
    await store.refresh();
    expect(shown()).toEqual([]);
  });
});

describe("a bump", () => {
  it("is sent at once for steps that keep the ticket on the screen", async () => {
    server.place("a");
    await store.refresh();
    store.bump("a");
    expect(store.current().ahead.get("a")).toBe("preparing");
    await settle();
    store.bump("a");
    await settle();
    expect(server.moves).toEqual(["a preparing", "a ready"]);
    expect(shown()).toEqual(["a ready"]);
  });

  it("that hands over waits ten seconds and can be undone", async () => {
    server.place("a", "ready");
    await store.refresh();
    store.bump("a");
    await vi.advanceTimersByTimeAsync(UNDO_MS - 1);
    store.undo("a");
    await vi.advanceTimersByTimeAsync(UNDO_MS);
    expect(server.moves).toEqual([]);
    expect(shown()).toEqual(["a ready"]);
    store.bump("a");
    await vi.advanceTimersByTimeAsync(UNDO_MS);
    expect(server.moves).toEqual(["a completed"]);
    expect(shown()).toEqual([]);
  });

  it("that waits is sent when the page goes away", async () => {
    server.place("a", "ready");
    await store.refresh();
    store.bump("a");
    store.flush();
    await settle();
    expect(server.moves).toEqual(["a completed"]);
  });

  it("is sent again until the server answers", async () => {
    server.place("a");
    await store.refresh();
    server.down = true;
    store.bump("a");
    await settle();
    expect(store.current().unsent.has("a")).toBe(true);
    await vi.advanceTimersByTimeAsync(3_500);
    server.down = false;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(server.moves).toEqual(["a preparing"]);
    expect(store.current().unsent.size).toBe(0);
    expect(store.current().ahead.size).toBe(0);
  });

  it("a colleague was quicker with is no trouble", async () => {
    server.place("a");
    await store.refresh();
    await server.move("a", "preparing");
    store.bump("a");
    await settle();
    expect(shown()).toEqual(["a preparing"]);
    expect(store.current().refused).toBeNull();
  });

  it("the server refuses for good puts the ticket back and says why", async () => {
    server.place("a");
    await store.refresh();
    server.move = () => Promise.reject(new ApiError(403, null));
    store.bump("a");
    await settle();
    expect(shown()).toEqual(["a placed"]);
    expect(store.current().ahead.size).toBe(0);
    expect(store.current().refused?.ticket.orderId).toBe("a");
  });
});
