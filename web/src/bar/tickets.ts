import type { Order, OrderStatus } from "@/api/client";
import type { LiveRecord } from "@/app/live";
import { rank } from "@/lib/orderStatus";

/** An order as the bar sees it. Times are milliseconds of the server's clock. */
export interface Ticket {
  readonly orderId: string;
  /** The events do not carry it: null until the order itself was asked for. */
  readonly number: number | null;
  readonly status: OrderStatus;
  /** The last step before a cancellation: a cancelled ticket stays where people look for it. */
  readonly openStatus: OpenStatus;
  readonly items: readonly TicketItem[];
  readonly note: string;
  /** Where the customer sits; empty: takes it away. */
  readonly table: string;
  readonly channel: string;
  readonly createdAt: number;
  readonly placedAt: number;
  readonly statusAt: number;
}

export interface TicketItem {
  readonly menuId: string;
  readonly qty: number;
  readonly note: string;
  readonly options: readonly { readonly id: string; readonly name: string }[];
}

export const OPEN = ["placed", "preparing", "ready"] as const;
export type OpenStatus = (typeof OPEN)[number];
export type Step = "preparing" | "ready" | "completed";

export const NEXT: Record<OpenStatus, Step> = {
  placed: "preparing",
  preparing: "ready",
  ready: "completed",
};

export const isOpen = (status: OrderStatus): status is OpenStatus => rank(status) < 3;

interface OrderLike {
  order_id: string;
  items: {
    menu_id: string;
    qty: number;
    note?: string;
    options?: { option_id: string; name: string }[];
  }[];
  channel?: string;
  created_at: string;
  note?: string;
  table?: string;
}

function linesOf(order: OrderLike): TicketItem[] {
  return order.items.map((item) => ({
    menuId: item.menu_id,
    qty: item.qty,
    note: item.note ?? "",
    options: (item.options ?? []).map((option) => ({ id: option.option_id, name: option.name })),
  }));
}

export function ticketOfOrder(order: Order): Ticket {
  return {
    orderId: order.order_id,
    number: order.queue_number,
    status: order.status,
    openStatus: isOpen(order.status) ? order.status : "placed",
    items: linesOf(order),
    note: order.note ?? "",
    table: order.table ?? "",
    channel: order.channel,
    createdAt: Date.parse(order.created_at),
    placedAt: Date.parse(order.placed_at),
    statusAt: Date.parse(order.status_at),
  };
}

/** The ticket of an `orders` record: what came with it, placed when the log took it. */
export function ticketOfRecord(record: LiveRecord): Ticket {
  const order = record.value as unknown as OrderLike & { queue_number?: number };
  const placedAt = Date.parse(record.appended_at);
  return {
    orderId: order.order_id,
    number: order.queue_number ?? null,
    status: "placed",
    openStatus: "placed",
    items: linesOf(order),
    note: order.note ?? "",
    table: order.table ?? "",
    channel: order.channel ?? "",
    createdAt: Date.parse(order.created_at),
    placedAt,
    statusAt: placedAt,
  };
}

/**
 * What two sources say about one order, joined. A status only ever goes forward, so the one that
 * is further on is the newer, in whatever order answers and events arrive and however often.
 */
export function join(a: Ticket | undefined, b: Ticket): Ticket {
  if (!a) return b;
  const [ahead, behind] = rank(b.status) > rank(a.status) ? [b, a] : [a, b];
  const openStatus = rank(b.openStatus) > rank(a.openStatus) ? b.openStatus : a.openStatus;
  const number = ahead.number ?? behind.number;
  if (ahead === a && number === a.number && openStatus === a.openStatus) return a;
  return { ...ahead, number, openStatus };
}

/** The ticket after an `order_status` record. */
export function withStatus(ticket: Ticket, status: OrderStatus, at: number): Ticket {
  if (rank(status) <= rank(ticket.status)) return ticket;
  const openStatus = isOpen(status) ? status : ticket.openStatus;
  return { ...ticket, status, openStatus, statusAt: at };
}

const byWait = (a: Ticket, b: Ticket) =>
  a.placedAt - b.placedAt || (a.number ?? 0) - (b.number ?? 0) || (a.orderId < b.orderId ? -1 : 1);

/** The three columns, who waits longest first; a cancelled ticket stays in its column. */
export function columns(
  tickets: Iterable<Ticket>,
  ahead: ReadonlyMap<string, Step> = new Map(),
): Record<OpenStatus, Ticket[]> {
  const result: Record<OpenStatus, Ticket[]> = { placed: [], preparing: [], ready: [] };
  for (const ticket of tickets) {
    const bumped = ahead.get(ticket.orderId);
    const status =
      bumped && bumped !== "completed" && rank(bumped) > rank(ticket.status)
        ? bumped
        : ticket.openStatus;
    result[status].push(ticket);
  }
  for (const status of OPEN) result[status].sort(byWait);
  return result;
}

export type Lateness = "fine" | "amber" | "red";

/** How late a drink is that was asked for `seconds` ago; what is ready is not late any more. */
export function lateness(
  status: OrderStatus,
  seconds: number,
  limits: { amber: number; red: number },
): Lateness {
  if (status !== "placed" && status !== "preparing") return "fine";
  if (seconds >= limits.red) return "red";
  return seconds >= limits.amber ? "amber" : "fine";
}

/** Seconds the timer of a ticket shows: waiting for its drinks or, once ready, to be fetched. */
export function waited(ticket: Ticket, now: number): number {
  const from = ticket.status === "ready" ? ticket.statusAt : ticket.placedAt;
  const until = ticket.status === "cancelled" ? ticket.statusAt : now;
  return Math.max(0, Math.floor((until - from) / 1000));
}

export const cupsOf = (ticket: Ticket): number =>
  ticket.items.reduce((sum, item) => sum + item.qty, 0);
