import type { Order, OrderList, OrderStatus } from "@/api/client";
import type { LiveRecord } from "@/app/live";
import { FewAtATime } from "@/lib/fewAtATime";
import { rank } from "@/lib/orderStatus";

/** What the list asks the server. */
export interface DayApi {
  page(cursor: string | undefined): Promise<OrderList>;
  order(orderId: string): Promise<Order>;
}

export interface DayView {
  /** Newest first. */
  orders: readonly Order[];
  loaded: boolean;
  loading: boolean;
  /** There are older ones of this day. */
  more: boolean;
  failure: unknown;
}

/**
 * Two answers about one order. Status and refunds only ever go forward, so what is further on is
 * the newer, in whatever order the answers arrive.
 */
export function newer(a: Order | undefined, b: Order): Order {
  if (!a) return b;
  const ahead = rank(b.status) >= rank(a.status) ? b : a;
  return { ...ahead, refunded: Math.max(a.refunded, b.refunded) };
}

/** The orders of a day, page by page, kept up to date by events and patched in place. */
export class DayOrders {
  private readonly known = new Map<string, Order>();
  private readonly watchers = new Set<() => void>();
  private cursor: string | undefined;
  private view: DayView = { orders: [], loaded: false, loading: false, more: false, failure: null };

  private readonly orders = new FewAtATime((id) =>
    this.api
      .order(id)
      .then((order) => this.put([order]))
      // The next page or connection brings it.
      .catch((failure) => this.set({ failure })),
  );

  constructor(private readonly api: DayApi) {}

  watch = (watcher: () => void) => {
    this.watchers.add(watcher);
    return () => {
      this.watchers.delete(watcher);
    };
  };
  current = () => this.view;

  /** The newest page. What is already shown stays, so a list that somebody reads does not jump. */
  async load(): Promise<void> {
    await this.fetch(undefined, !this.view.loaded);
  }

  async loadMore(): Promise<void> {
    if (this.view.more && !this.view.loading) await this.fetch(this.cursor, true);
  }

  private async fetch(from: string | undefined, follow: boolean): Promise<void> {
    this.set({ loading: true, failure: null });
    try {
      const page = await this.api.page(from);
      if (follow) this.cursor = page.next_cursor ?? undefined;
      this.put(page.items, { loaded: true, loading: false, more: this.cursor !== undefined });
    } catch (failure) {
      this.set({ loading: false, failure });
    }
  }

  /** One record of the stream: a new order, a step of one, money given back. */
  hear(record: LiveRecord): void {
    const id = String(record.value.order_id);
    const known = this.known.get(id);
    if (record.topic === "orders") {
      if (!known) this.ask(id);
    } else if (record.topic === "order_status") {
      if (!known) return;
      const { status, at } = record.value as { status: OrderStatus; at: string };
      if (rank(status) > rank(known.status)) this.put([{ ...known, status, status_at: at }]);
    } else if (record.topic === "refunds" && known) {
      this.ask(id);
    }
  }

  /** Asks for one order anew; events carry neither its number nor what was refunded. */
  ask(orderId: string): void {
    this.orders.add(orderId);
  }

  put(orders: readonly Order[], change: Partial<DayView> = {}): void {
    for (const order of orders) {
      this.known.set(order.order_id, newer(this.known.get(order.order_id), order));
    }
    const sorted = [...this.known.values()].sort(
      (a, b) => Date.parse(b.created_at) - Date.parse(a.created_at),
    );
    this.set({ ...change, orders: sorted });
  }

  private set(change: Partial<DayView>): void {
    this.view = { ...this.view, ...change };
    for (const watcher of [...this.watchers]) watcher();
  }
}
