import { beforeEach, describe, expect, it } from "vitest";
import { ApiError, type NewOrder, type Order } from "@/api/client";
import { newCart } from "@/order/cart";
import { Outbox, type Shop } from "./outbox";
import { isSameSale, type Sale, saleOf } from "./sale";
import { TillStore } from "./store";

/** The server's rule of one id, one order, and a line that a test can cut before or after it. */
class FakeLine implements Shop {
  orders = new Map<string, NewOrder>();
  cut: "no" | "before" | "after" = "no";
  refuse: ApiError | null = null;
  calls: string[] = [];

  private order(request: NewOrder): Order {
    return {
      ...request,
      items: request.items.map((item) => ({
        ...item,
        options: (item.options ?? []).map((option_id) => ({ option_id })),
      })),
      queue_number: [...this.orders.keys()].indexOf(request.order_id ?? "") + 1,
    } as never;
  }

  async place(request: NewOrder): Promise<Order> {
    this.calls.push(`${request.channel} ${request.total}`);
    if (this.cut === "before") throw new ApiError(0, null);
    const id = request.order_id ?? "";
    const known = this.orders.get(id);
    if (known && JSON.stringify(known) !== JSON.stringify(request))
      throw problem(409, "order-id-taken");
    if (!known && this.refuse && request.channel === "till") throw this.refuse;
    if (!known) this.orders.set(id, request);
    if (this.cut === "after") throw new ApiError(0, null);
    return this.order(request);
  }

  async find(id: string): Promise<Order | null> {
    if (this.cut !== "no") throw new ApiError(0, null);
    const known = this.orders.get(id);
    return known ? this.order(known) : null;
  }
}

const problem = (status: number, code: string) =>
  new ApiError(status, { type: `/problems/${code}`, title: "", status, detail: code });

let names = 0;
let store: TillStore;
let line: FakeLine;
let outbox: Outbox;

function sale(price = 35_000): Sale {
  const cart = newCart();
  cart.lines = [
    { line_id: "1", menu_id: "tea", name: "Trà", options: [], option_names: [], price, qty: 1 },
  ];
  return saleOf(cart, "cash", 50_000, "lan");
}

beforeEach(async () => {
  names += 1;
  store = await TillStore.open(`till-${names}`);
  line = new FakeLine();
  outbox = new Outbox(store, line, undefined);
});

const states = async () => {
  const all = await Promise.all(
    (["asked", "waiting", "stored", "stuck"] as const).map((s) => store.inState(s)),
  );
  return all.map((list) => list.length);
};

describe("a sale", () => {
  it("is stored online, with its queue number", async () => {
    const sold = await outbox.sell(sale(), true);
    expect([sold.state, sold.queue_number]).toEqual(["stored", 1]);
    expect(line.calls).toEqual(["till 35000"]);
  });

  it("by VietQR is none without an answer, and comes back when the server has it", async () => {
    const asked = { ...sale(), payment_method: "vietqr" };
    await expect(outbox.sell(asked, false)).rejects.toMatchObject({ status: 0 });
    expect(await states()).toEqual([0, 0, 0, 0]);
    line.cut = "after";
    await expect(outbox.sell(asked, true)).rejects.toMatchObject({ status: 0 });
    expect(await states()).toEqual([1, 0, 0, 0]);
    line.cut = "no";
    const found: Sale[] = [];
    outbox.onFound = (each) => found.push(each);
    await outbox.flush();
    expect(found.map((each) => each.order_id)).toEqual([asked.order_id]);
    expect(line.orders.get(asked.order_id)?.channel).toBe("till");
    expect(await states()).toEqual([0, 0, 1, 0]);
  });

  it("by VietQR, then paid in cash after a lost answer, is one order, as VietQR", async () => {
    const asked = { ...sale(), payment_method: "vietqr" };
    line.cut = "after";
    await expect(outbox.sell(asked, true)).rejects.toMatchObject({ status: 0 });
    line.cut = "no";
    const sold = await outbox.sell({ ...asked, payment_method: "cash" }, true);
    expect([sold.state, sold.payment_method]).toEqual(["stored", "vietqr"]);
    expect(line.orders.size).toBe(1);
  });

  it("that the server refuses was never made", async () => {
    line.refuse = problem(409, "stock-empty");
    await expect(outbox.sell(sale(), true)).rejects.toThrow("stock-empty");
    expect(await states()).toEqual([0, 0, 0, 0]);
    await outbox.flush();
    expect(line.orders.size).toBe(0);
  });

  it("without a connection is a fact that goes out later, at its own time and price", async () => {
    const sold = await outbox.sell(sale(), false);
    expect(sold.state).toBe("waiting");
    expect(outbox.current()).toEqual({ waiting: 1, stuck: 0, since: sold.sold_at });
    line.refuse = problem(422, "order-invalid");
    await outbox.flush();
    const order = line.orders.get(sold.order_id);
    expect(order).toMatchObject({ channel: "offline", created_at: sold.sold_at, total: 35_000 });
    expect(await states()).toEqual([0, 0, 1, 0]);
    expect(outbox.current().waiting).toBe(0);
  });

  it.each(["before", "after"] as const)(
    "whose answer is cut %s it arrived is stored once",
    async (cut) => {
      line.cut = cut;
      const sold = await outbox.sell(sale(), true);
      expect(sold.state).toBe("waiting");
      await outbox.flush();
      line.cut = "no";
      await outbox.flush();
      expect([...line.orders.keys()]).toEqual([sold.order_id]);
      expect(line.orders.get(sold.order_id)?.channel).toBe(cut === "after" ? "till" : "offline");
      expect(await states()).toEqual([0, 0, 1, 0]);
    },
  );

  it("whose first form arrives after the question is stored once", async () => {
    line.cut = "before";
    const sold = await outbox.sell(sale(), true);
    line.cut = "no";
    const find = line.find.bind(line);
    let late = true;
    line.find = async (id) => {
      const found = await find(id);
      if (late)
        line.orders.set(id, {
          order_id: id,
          items: [{ menu_id: "tea", qty: 1, price: 35_000 }],
          total: 35_000,
          channel: "till",
        });
      late = false;
      return found;
    };
    await outbox.flush();
    expect(line.orders.size).toBe(1);
    expect(line.orders.get(sold.order_id)?.channel).toBe("till");
    expect(await states()).toEqual([0, 0, 1, 0]);
  });

  it("that will never be taken is kept for a person and holds up nobody", async () => {
    const first = await outbox.sell(sale(), false);
    await outbox.sell(sale(20_000), false);
    const place = line.place.bind(line);
    line.place = async (request) => {
      if (request.order_id === first.order_id) throw problem(422, "order-invalid");
      return place(request);
    };
    await outbox.flush();
    expect(await states()).toEqual([0, 0, 1, 1]);
    expect(outbox.current()).toMatchObject({ waiting: 0, stuck: 1 });
    expect((await store.get(first.order_id))?.problem).toBe("order-invalid");
    // Once more in vain, then with what was in its way put right.
    await outbox.retry(first.order_id);
    expect(await states()).toEqual([0, 0, 1, 1]);
    line.place = place;
    await outbox.retry(first.order_id);
    expect(await states()).toEqual([0, 0, 2, 0]);
    expect(line.orders.get(first.order_id)?.created_at).toBe(first.sold_at);
  });

  it("that a manager has dealt with is kept, counted no more and never sent", async () => {
    const sold = await outbox.sell(sale(), false);
    const place = line.place.bind(line);
    line.place = async () => Promise.reject(problem(422, "order-invalid"));
    await outbox.settleByHand(sold.order_id, "mai");
    expect((await store.get(sold.order_id))?.state).toBe("waiting");
    await outbox.flush();
    await outbox.settleByHand(sold.order_id, "mai");
    line.place = place;
    await outbox.retry(sold.order_id);
    await outbox.flush();
    expect(outbox.current()).toMatchObject({ waiting: 0, stuck: 0 });
    expect(line.orders.size).toBe(0);
    const kept = await store.get(sold.order_id);
    expect([kept?.state, kept?.problem]).toEqual(["settled", "order-invalid · mai"]);
  });

  it("goes out in the order of selling", async () => {
    for (const price of [1_000, 2_000, 3_000]) {
      await outbox.sell(
        { ...sale(price), sold_at: `2026-01-15T01:00:0${price / 1000}.000Z` },
        false,
      );
    }
    await outbox.flush();
    expect(line.calls).toEqual(["offline 1000", "offline 2000", "offline 3000"]);
  });
});

describe("a tab that died before the receipt", () => {
  it("leaves nothing when the server has nothing", async () => {
    await store.put({ ...sale(), may_be_stored: true });
    await outbox.flush();
    expect(await states()).toEqual([0, 0, 0, 0]);
    expect(line.orders.size).toBe(0);
  });
  it("finds its sale when the server has it", async () => {
    const made = { ...sale(), may_be_stored: true };
    line.orders.set(made.order_id, { order_id: made.order_id, items: [], total: 35_000 });
    await store.put(made);
    const found: Sale[] = [];
    outbox.onFound = (sale) => found.push(sale);
    await outbox.flush();
    expect(await states()).toEqual([0, 0, 1, 0]);
    expect(found.map((sale) => [sale.order_id, sale.queue_number])).toEqual([[made.order_id, 1]]);
  });
  it("waits for the server before it decides", async () => {
    await store.put({ ...sale(), may_be_stored: true });
    line.cut = "before";
    await outbox.flush();
    expect(await states()).toEqual([1, 0, 0, 0]);
  });
});

/** Web Locks as the browser has them, for tabs that are objects here. */
class Locks {
  private readonly held = new Map<string, Promise<unknown>>();
  async request(name: string, options: LockOptions, work: (lock: unknown) => Promise<unknown>) {
    while (this.held.has(name)) {
      if (options.ifAvailable) return work(null);
      await this.held.get(name)?.catch(() => {});
    }
    const run = work({ name });
    this.held.set(name, run);
    return run.finally(() => this.held.delete(name));
  }
}

describe("two tabs with the same cart", () => {
  const tab = (locks: Locks) => new Outbox(store, line, locks as never);

  it("sell it once, also without a connection", async () => {
    const locks = new Locks();
    const [one, two] = [tab(locks), tab(locks)];
    const cart = sale();
    const [a, b] = await Promise.all([one.sell(cart, false), two.sell({ ...cart }, false)]);
    expect(a.state).toBe("waiting");
    expect(b.sold_at).toBe(a.sold_at);
    await one.flush();
    expect(line.calls).toEqual(["offline 35000"]);
    one.stop();
    two.stop();
  });

  it("never write one sale over another", async () => {
    const locks = new Locks();
    const [one, two] = [tab(locks), tab(locks)];
    const cart = sale();
    await one.sell(cart, false);
    const other = { ...sale(20_000), order_id: cart.order_id };
    await expect(two.sell(other, false)).rejects.toMatchObject({ code: "order-id-taken" });
    expect((await store.get(cart.order_id))?.total).toBe(35_000);
    one.stop();
    two.stop();
  });

  it("do not take the question of a living tab for that of a dead one", async () => {
    const locks = new Locks();
    const [one, two] = [tab(locks), tab(locks)];
    const place = line.place.bind(line);
    let answer = () => {};
    const asked = new Promise<void>((arrived) => {
      line.place = async (request) => {
        arrived();
        await new Promise<void>((done) => {
          answer = done;
        });
        return place(request);
      };
    });
    const selling = one.sell(sale(), true);
    await asked;
    await two.flush(); // The server has nothing yet.
    expect(await states()).toEqual([1, 0, 0, 0]);
    answer();
    expect((await selling).state).toBe("stored");
    expect(await states()).toEqual([0, 0, 1, 0]);
  });
});

it("takes other options for another drink", () => {
  const made = sale();
  const order = (...options: string[]) =>
    ({
      total: made.total,
      items: made.lines.map((line) => ({
        ...line,
        options: options.map((option_id) => ({ option_id })),
      })),
    }) as unknown as Order;
  made.lines[0]?.options.push("l", "s50");
  expect(isSameSale(made, order("s50", "l"))).toBe(true);
  expect(isSameSale(made, order("l", "s100"))).toBe(false);
});

it("never loses or doubles a sale, whatever is cut (300 days, seed 20260115)", async () => {
  let seed = 20260115;
  const random = (n: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return Math.floor((seed / 2147483648) * n);
  };
  for (let day = 0; day < 300; ++day) {
    const shop = new FakeLine();
    const disk = await TillStore.open(`day-${day}`);
    let till = new Outbox(disk, shop, undefined);
    const shown = new Set<string>();
    for (let step = 0; step < 12; ++step) {
      shop.cut = (["no", "before", "after"] as const)[random(3)] ?? "no";
      if (random(3) < 2) {
        const sold = await till.sell(sale(1_000 * (1 + random(50))), random(4) > 0);
        shown.add(sold.order_id);
      } else if (random(2) === 0) {
        await till.flush();
      } else {
        till.stop();
        till = new Outbox(disk, shop, undefined); // The tab was killed and opened again.
      }
    }
    shop.cut = "no";
    await till.flush();
    till.stop();
    expect([...shop.orders.keys()].sort(), `day ${day}`).toEqual([...shown].sort());
    expect((await disk.inState("waiting")).length).toBe(0);
    disk.close();
  }
});
