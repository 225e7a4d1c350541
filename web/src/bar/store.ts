import type { Order, OrderStatus } from "@/api/client";
import { ApiError } from "@/api/client";
import type { LiveRecord } from "@/app/live";
import { FewAtATime } from "@/lib/fewAtATime";
import { rank } from "@/lib/orderStatus";
import { type MenuBook, withForgotten, withItems, withUpdate } from "./menuBook";
import {
  isOpen,
  join,
  NEXT,
  type Step,
  type Ticket,
  ticketOfOrder,
  ticketOfRecord,
  withStatus,
} from "./tickets";

/** What the display asks of the server. */
export interface BarApi {
  open(): Promise<Order[]>;
  cancelled(since: number): Promise<Order[]>;
  order(orderId: string): Promise<Order>;
  menu(): Promise<Parameters<typeof withItems>[1]>;
  menuHistory(): Promise<LiveRecord[]>;
  move(orderId: string, step: Step, keepalive: boolean): Promise<Order>;
}

export interface BarView {
  loaded: boolean;
  /** Why the last load failed; what was on the screen before stays there. */
  failure: unknown;
  tickets: ReadonlyMap<string, Ticket>;
  /** Steps taken here that the server has not confirmed yet. */
  ahead: ReadonlyMap<string, Step>;
  /** Steps the server did not answer to; they are sent again. */
  unsent: ReadonlySet<string>;
  /** Handed over here, until when (ms) it can be taken back. */
  leaving: ReadonlyMap<string, number>;
  refused: { ticket: Ticket; error: unknown } | null;
  menu: MenuBook;
}

export const UNDO_MS = 10_000;
const RETRY_MS = [1_000, 2_000, 5_000];
const GONE_MAX = 500;
const ASK_AGAIN_MS = 2_000;

/**
 * The queue of the bar: what the server answered, joined with what the stream tells, and the steps
 * taken on this screen.
 *
 * A step that leaves the ticket on the screen (start, ready) is sent at once: a colleague must not
 * make the same drink, a customer must not wait for the call, and a slip is put right by going on.
 * Only "handed over" makes a ticket disappear, and the server knows no way back from it: that step
 * waits ten seconds, in which it can be undone. If the screen dies meanwhile, the ticket is still
 * there as ready: the safe side.
 */
export class BarStore {
  private view: BarView = {
    loaded: false,
    failure: null,
    tickets: new Map(),
    ahead: new Map(),
    unsent: new Set(),
    leaving: new Map(),
    refused: null,
    menu: new Map(),
  };
  private readonly watchers = new Set<() => void>();
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();
  /** Finished orders: a list that was asked for earlier must not bring them back. */
  private readonly gone = new Set<string>();
  private readonly asked = new Set<string>();
  private readonly orders = new FewAtATime((id) => this.fetchOrder(id));
  private load = 0;
  private loading = 0;
  private held: LiveRecord[] = [];
  private askedHistory = false;

  constructor(
    private readonly api: BarApi,
    private readonly cancelledSince: () => number,
    private readonly isSeen: (orderId: string) => boolean,
    private readonly onError: (error: unknown) => void = () => {},
  ) {}

  current = () => this.view;
  watch = (watcher: () => void) => {
    this.watchers.add(watcher);
    return () => {
      this.watchers.delete(watcher);
    };
  };

  private set(change: Partial<BarView>): void {
    this.view = { ...this.view, ...change };
    for (const watcher of [...this.watchers]) watcher();
  }

  /** Asks for everything; called whenever a stream has opened, so that nothing is missing. */
  async refresh(): Promise<void> {
    ++this.loading;
    await this.loadAll(++this.load);
    if (--this.loading > 0) return;
    const held = this.held;
    this.held = [];
    for (const record of held) this.hear(record);
  }

  private async loadAll(load: number): Promise<void> {
    try {
      const [open, cancelled, menu] = await Promise.all([
        this.api.open(),
        this.api.cancelled(this.cancelledSince()),
        this.api.menu(),
      ]);
      if (load !== this.load) return;
      this.set({ menu: withItems(this.view.menu, menu), loaded: true, failure: null });
      const answered = new Set(open.map((order) => order.order_id));
      this.put([...open, ...cancelled].map(ticketOfOrder));
      // What is no longer listed as open went on while the line was down; which way, it tells.
      for (const ticket of this.view.tickets.values()) {
        if (isOpen(ticket.status) && !answered.has(ticket.orderId)) this.ask(ticket.orderId, true);
      }
    } catch (error) {
      if (load !== this.load) return;
      this.onError(error);
      this.set({ failure: error });
    }
  }

  /**
   * One record of the stream. While the queue is being loaded records wait: after a long break the
   * stream tells the whole past, and tickets that are long gone must not flash and ring.
   */
  hear(record: LiveRecord): void {
    if (this.loading > 0) {
      this.held.push(record);
      return;
    }
    if (record.topic === "menu_updates") {
      this.set({ menu: withUpdate(this.view.menu, record) });
    } else if (record.topic === "orders") {
      this.put([ticketOfRecord(record)]);
    } else if (record.topic === "order_status") {
      const { order_id, status, at } = record.value as {
        order_id: string;
        status: OrderStatus;
        at: string;
      };
      const ticket = this.view.tickets.get(order_id);
      if (ticket) this.put([withStatus(ticket, status, Date.parse(at))]);
      else if (status === "completed") this.forget(order_id);
      else if (status !== "placed") this.ask(order_id);
    }
  }

  private put(changed: Ticket[]): void {
    const tickets = new Map(this.view.tickets);
    const ahead = new Map(this.view.ahead);
    for (const each of changed) {
      const id = each.orderId;
      if (this.gone.has(id)) continue;
      const before = tickets.get(id);
      const ticket = join(before, each);
      const step = ahead.get(id);
      if (step && rank(ticket.status) >= rank(step)) ahead.delete(id);
      if (!isOpen(ticket.status)) this.cancelTimer(id);
      if (ticket.status === "completed" || (ticket.status === "cancelled" && this.isSeen(id))) {
        tickets.delete(id);
        this.forget(id);
      } else {
        tickets.set(id, ticket);
        if (ticket.number === null) this.ask(id);
      }
    }
    const leaving = new Map([...this.view.leaving].filter(([id]) => this.timers.has(id)));
    this.set({ tickets, ahead, leaving, unsent: this.kept(ahead) });
    this.learnNames(changed);
  }

  private kept(ahead: ReadonlyMap<string, Step>): ReadonlySet<string> {
    return new Set([...this.view.unsent].filter((id) => ahead.has(id)));
  }

  private forget(orderId: string): void {
    this.gone.add(orderId);
    for (const oldest of this.gone) {
      if (this.gone.size <= GONE_MAX) break;
      this.gone.delete(oldest);
    }
  }

  /** Asks for one order, a few at a time; the events do not carry the queue number. */
  private ask(orderId: string, again = false): void {
    if (!again && this.asked.has(orderId)) return;
    this.asked.add(orderId);
    this.orders.add(orderId);
  }

  private async fetchOrder(orderId: string): Promise<void> {
    try {
      this.put([ticketOfOrder(await this.api.order(orderId))]);
    } catch (error) {
      this.onError(error);
      if (!(error instanceof ApiError && error.outcomeUnknown)) return;
      setTimeout(() => {
        if (this.view.tickets.get(orderId)?.number === null) this.ask(orderId);
      }, ASK_AGAIN_MS);
    } finally {
      this.asked.delete(orderId);
    }
  }

  private learnNames(tickets: Ticket[]): void {
    if (this.askedHistory || !this.view.loaded) return;
    const known = (id: string) => this.view.menu.has(id);
    if (tickets.every((ticket) => ticket.items.every((item) => known(item.menuId)))) return;
    this.askedHistory = true;
    this.api
      .menuHistory()
      .then((records) => this.set({ menu: withForgotten(this.view.menu, records) }))
      .catch((error) => this.onError(error));
  }

  /** The whole ticket one step on. */
  bump = (orderId: string): void => {
    const ticket = this.view.tickets.get(orderId);
    if (!ticket || !isOpen(ticket.status) || this.view.leaving.has(orderId)) return;
    if (this.view.ahead.has(orderId)) return;
    const step = NEXT[ticket.status];
    if (step === "completed") this.leave(orderId);
    else void this.send(orderId, step);
  };

  private leave(orderId: string): void {
    const done = () => {
      this.cancelTimer(orderId);
      void this.send(orderId, "completed");
    };
    this.timers.set(orderId, setTimeout(done, UNDO_MS));
    this.set({ leaving: new Map(this.view.leaving).set(orderId, Date.now() + UNDO_MS) });
  }

  private cancelTimer(orderId: string): void {
    clearTimeout(this.timers.get(orderId));
    this.timers.delete(orderId);
    if (!this.view.leaving.has(orderId)) return;
    const leaving = new Map(this.view.leaving);
    leaving.delete(orderId);
    this.set({ leaving });
  }

  /** Takes "handed over" back. */
  undo = (orderId: string): void => {
    this.cancelTimer(orderId);
  };

  /** The page goes away: what waits for its ten seconds is sent now. */
  flush(): void {
    for (const orderId of [...this.timers.keys()]) {
      this.cancelTimer(orderId);
      void this.send(orderId, "completed", 0, true);
    }
  }

  private async send(orderId: string, step: Step, attempt = 0, keepalive = false): Promise<void> {
    const before = this.view.tickets.get(orderId);
    if (!before || rank(before.status) >= rank(step)) return;
    this.set({ ahead: new Map(this.view.ahead).set(orderId, step) });
    try {
      const order = await this.api.move(orderId, step, keepalive);
      this.put([ticketOfOrder(order)]);
    } catch (error) {
      this.onError(error);
      if (error instanceof ApiError && error.outcomeUnknown) {
        // Nobody knows whether it was done. A second time does no harm: 409, and then it is asked.
        this.set({ unsent: new Set(this.view.unsent).add(orderId) });
        const wait = RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)];
        setTimeout(() => {
          if (this.view.ahead.get(orderId) === step) void this.send(orderId, step, attempt + 1);
        }, wait);
        return;
      }
      await this.refusedStep(before, step, error);
    }
  }

  /** Usually a colleague was quicker; only a ticket that did not get there is worth a word. */
  private async refusedStep(before: Ticket, step: Step, error: unknown): Promise<void> {
    const id = before.orderId;
    const ahead = new Map(this.view.ahead);
    ahead.delete(id);
    this.set({ ahead, unsent: this.kept(ahead) });
    try {
      const order = await this.api.order(id);
      this.put([ticketOfOrder(order)]);
      if (rank(order.status) < rank(step)) this.set({ refused: { ticket: before, error } });
    } catch {
      this.set({ refused: { ticket: before, error } });
    }
  }

  dismissRefusal(): void {
    this.set({ refused: null });
  }

  /** Somebody has read that it is cancelled. */
  acknowledge(orderId: string): void {
    const tickets = new Map(this.view.tickets);
    tickets.delete(orderId);
    this.forget(orderId);
    this.set({ tickets });
  }
}
