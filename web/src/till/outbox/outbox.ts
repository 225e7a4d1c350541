import { ApiError, type NewOrder, type Order } from "@/api/client";
import { isSameSale, needsServer, offlineForm, onlineForm, type Sale, sameContent } from "./sale";
import type { TillStore } from "./store";

/** The two calls that the outbox needs; both throw ApiError, with status 0 for no answer. */
export interface Shop {
  place(order: NewOrder, signal: AbortSignal): Promise<Order>;
  /** null: the shop does not have it. */
  find(orderId: string, signal: AbortSignal): Promise<Order | null>;
}

export interface Waiting {
  waiting: number;
  stuck: number;
  since: string | null;
}

/** How long a customer waits for the server before the sale goes on without it. */
const ANSWER_MS = 4_000;
const RESEND_MS = 10_000;
const RETRY_MS = 5_000;
const TAKEN = {
  type: "/problems/order-id-taken",
  title: "Conflict",
  status: 409,
  detail: "this order was sold before with other content",
};

/**
 * Carries sales to the server: none lost, none twice, in the order they were made.
 *
 * A sale has one order_id for ever. It is first asked about online (`till`): the server may refuse
 * it, then nothing was sold. When no answer comes, it is unknown whether the server has it, while
 * the customer stands there: the sale becomes a fact and will be sent in its offline form, which is
 * never refused for price or stock. But the first form may have arrived after all, or may still
 * arrive late. So the server is asked for the order first; and when it answers the offline form
 * with "this id exists with other content", what it has is compared: the same lines and money are
 * the same sale. Whichever form comes first is the order, the other can never become a second one.
 *
 * A tab that dies between writing a sale and showing its receipt leaves it as `asked`. Nobody was
 * told that it was sold: if the server has it, it is; if not, it is dropped and the cart, which
 * survives with the same order_id, is still there to be paid.
 */
export class Outbox {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly watchers = new Set<() => void>();
  private state: Waiting = { waiting: 0, stuck: 0, since: null };
  private readonly busy = new Set<string>();
  /** Told of a sale whose tab died before its receipt, and which the server has. */
  onFound: (sale: Sale) => void = () => {};

  constructor(
    private readonly store: TillStore,
    private readonly shop: Shop,
    private readonly locks: Pick<LockManager, "request"> | undefined = navigator.locks,
  ) {}

  watch = (watcher: () => void) => {
    this.watchers.add(watcher);
    return () => {
      this.watchers.delete(watcher);
    };
  };
  current = () => this.state;

  /**
   * Sells. Resolves when a receipt may be shown: the server has the sale, or it is safely on this
   * till's disk (then `state` is `waiting`). Rejects with the server's refusal: nothing was sold.
   */
  async sell(sale: Sale, online: boolean): Promise<Sale> {
    this.busy.add(sale.order_id);
    try {
      const sold = await this.alone(sale.order_id, false, () => this.make(sale, online));
      return sold ?? sale;
    } finally {
      this.busy.delete(sale.order_id);
      await this.tell();
      if (this.state.waiting > 0) this.schedule(RETRY_MS);
    }
  }

  private async make(sale: Sale, online: boolean): Promise<Sale> {
    if (!online && needsServer(sale.payment_method)) throw new ApiError(0, null);
    const made = await this.store.begin({ ...sale, may_be_stored: online });
    if (made) {
      // The same cart in a second tab, or in one that died right after it had sold.
      if (sameContent(made, sale)) return made;
      throw new ApiError(409, TAKEN);
    }
    const kept = (await this.store.get(sale.order_id)) ?? sale;
    const sold = online ? await this.ask(kept) : { ...kept, state: "waiting" as const };
    await this.store.put(sold);
    return sold;
  }

  /** Runs `work` while no other tab works on this sale; with `ifAvailable` or not at all. */
  private async alone<T>(
    orderId: string,
    ifAvailable: boolean,
    work: () => Promise<T>,
  ): Promise<T | null> {
    if (!this.locks) return work();
    // A tab that dies lets go of its locks.
    return this.locks.request(`drinkshop-sale-${orderId}`, { ifAvailable }, (lock) =>
      lock ? work() : Promise.resolve(null),
    );
  }

  private async ask(sale: Sale): Promise<Sale> {
    try {
      return storedAs(
        sale,
        await this.shop.place(onlineForm(sale), AbortSignal.timeout(ANSWER_MS)),
      );
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.outcomeUnknown || error.status === 401 || error.status === 429) {
        // It stays as asked: if the server has it, the next flush brings its receipt.
        if (needsServer(sale.payment_method)) throw error;
        return { ...sale, state: "waiting", may_be_stored: true };
      }
      // This cart was paid before, by a tab that died; unchanged since, it is that sale.
      const known = error.code === "order-id-taken" ? await this.find(sale) : null;
      if (known && isSameSale(sale, known)) return storedAs(sale, known);
      await this.store.remove(sale.order_id);
      throw error;
    }
  }

  /** Sends what waits. Safe to call at any time and from any tab: only one sends. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    if (this.locks) {
      await this.locks.request("drinkshop-outbox", { ifAvailable: true }, async (lock) => {
        if (lock) await this.sendAll();
      });
    } else {
      await this.sendAll();
    }
    await this.tell();
    if (this.state.waiting > 0) this.schedule(RETRY_MS);
  }

  private schedule(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), ms);
  }

  private async sendAll(): Promise<void> {
    try {
      for (const sale of await this.store.inState("asked")) {
        if (this.busy.has(sale.order_id)) continue;
        await this.alone(sale.order_id, true, () => this.settle(sale.order_id));
      }
      for (const sale of await this.store.inState("waiting")) await this.deliver(sale);
      await this.store.prune();
    } catch (error) {
      // No answer: the rest waits behind this one, so that the order of sales is kept.
      if (!(error instanceof ApiError)) throw error;
    }
  }

  /** A sale whose tab died before its receipt. */
  private async settle(orderId: string): Promise<void> {
    const sale = await this.store.get(orderId);
    if (sale?.state !== "asked") return; // Its tab was alive and has sold it meanwhile.
    const order = sale.may_be_stored ? await this.find(sale) : null;
    if (!order) {
      await this.store.remove(sale.order_id);
      return;
    }
    const stored = storedAs(sale, order);
    await this.store.put(stored);
    this.onFound(stored);
  }

  private async deliver(sale: Sale): Promise<void> {
    const known = sale.may_be_stored ? await this.find(sale) : null;
    if (known) {
      await this.store.put(this.judged(sale, known));
      return;
    }
    // From here on the offline form may be stored as well; a repeat of it is the same order.
    try {
      const signal = AbortSignal.timeout(RESEND_MS);
      await this.store.put(storedAs(sale, await this.shop.place(offlineForm(sale), signal)));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.outcomeUnknown || [401, 403, 408, 429].includes(error.status)) throw error;
      const order = error.status === 409 ? await this.find(sale) : null;
      await this.store.put(
        order ? this.judged(sale, order) : { ...sale, state: "stuck", problem: error.message },
      );
    }
    await this.tell();
  }

  /** Tries a stuck sale once more: what was in its way may have been put right. */
  async retry(orderId: string): Promise<void> {
    const sale = await this.store.get(orderId);
    if (sale?.state !== "stuck") return;
    await this.store.put({ ...sale, state: "waiting", may_be_stored: true });
    await this.flush();
  }

  /** A manager has dealt with a stuck sale; `by` says who. It stays on this till's disk. */
  async settleByHand(orderId: string, by: string): Promise<void> {
    const sale = await this.store.get(orderId);
    if (sale?.state !== "stuck") return;
    await this.store.put({ ...sale, state: "settled", problem: `${sale.problem} · ${by}` });
    await this.tell();
  }

  private judged(sale: Sale, order: Order): Sale {
    if (isSameSale(sale, order)) return storedAs(sale, order);
    return { ...sale, state: "stuck", problem: "stored with other content" };
  }

  private find(sale: Sale): Promise<Order | null> {
    return this.shop.find(sale.order_id, AbortSignal.timeout(RESEND_MS));
  }

  /** Recounts what waits and tells who watches. */
  async tell(): Promise<void> {
    const waiting = await this.store.inState("waiting");
    const stuck = (await this.store.inState("stuck")).length;
    this.state = { waiting: waiting.length, stuck, since: waiting[0]?.sold_at ?? null };
    for (const watcher of [...this.watchers]) watcher();
  }

  stop(): void {
    clearTimeout(this.timer);
  }
}

function storedAs(sale: Sale, order: Order): Sale {
  // 0: a sale that came in its offline form has no place in the bar's queue.
  const queue_number = order.queue_number || null;
  // A cart that was asked for as VietQR first, and then paid in cash, still waits for its money.
  const { payment_method } = order;
  return { ...sale, state: "stored", payment_method, queue_number, problem: null };
}
