import type { Board, NewGuestOrder, OrderStatus } from "@/api/client";
import { type Cart, total } from "@/order/cart";

/** An order that this phone has made. */
export interface Mine {
  order_id: string;
  queue_number: number;
  at: number;
}

const KEPT = "phone.orders";
const DAY_MS = 86_400_000;

/** The orders of the last day, newest first. */
export function myOrders(now: number): Mine[] {
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT) ?? "[]") as Mine[];
    return kept.filter(({ at }) => now - at < DAY_MS);
  } catch {
    return [];
  }
}

export function keepOrder(order: Mine): void {
  const others = myOrders(order.at).filter(({ order_id }) => order_id !== order.order_id);
  try {
    localStorage.setItem(KEPT, JSON.stringify([order, ...others].slice(0, 20)));
  } catch {
    // A phone that keeps nothing still shows the order until the page is closed.
  }
}

/** Blanks around a text are nobody's wish. */
const said = (text: string | undefined) => text?.trim() || undefined;

export const bodyOf = (
  cart: Cart,
  shopId: string,
  table: string,
  payment: "cash" | "vietqr",
): NewGuestOrder => ({
  order_id: cart.order_id,
  shop_id: shopId,
  items: cart.lines.map(({ menu_id, qty, price, options, note }) => ({
    menu_id,
    qty,
    price,
    options,
    note: said(note),
  })),
  total: total(cart),
  payment_method: payment,
  note: said(cart.note),
  table: said(table),
});

/** What the board tells of a number; undefined: it is not on it. */
export function statusOnBoard(board: Board | null, number: number): "making" | "ready" | undefined {
  if (board?.ready.includes(number)) return "ready";
  return board?.making.includes(number) ? "making" : undefined;
}

export const STEPS = ["placed", "preparing", "ready"] as const satisfies OrderStatus[];
