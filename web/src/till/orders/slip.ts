import type { Order } from "@/api/client";
import { type MenuBook, nameOf } from "@/bar/menuBook";
import { fold, matches } from "@/lib/fold";
import type { Sale } from "../outbox/sale";

/**
 * The sale of an order, for its slip. This till's own record knows what was handed over; of an
 * order from elsewhere the server's is all there is.
 */
export function saleOfOrder(order: Order, own: Sale | undefined, menu: MenuBook): Sale {
  // 0: sold without a connection, and so without a place in the bar's queue.
  const queue_number = order.queue_number || null;
  if (own && own.state === "stored") return { ...own, queue_number };
  return {
    order_id: order.order_id,
    state: "stored",
    sold_at: order.created_at,
    payment_method: order.payment_method,
    lines: order.items.map((line) => ({
      menu_id: line.menu_id,
      name: nameOf(menu, line.menu_id),
      options: line.options.map((option) => option.option_id),
      option_names: line.options.map((option) => option.name),
      qty: line.qty,
      price: line.price,
    })),
    discount: order.discount,
    total: order.total,
    received: null,
    cashier: order.user_id,
    queue_number,
    may_be_stored: true,
    problem: null,
  };
}

/** `2× Trà đào, Bạc xỉu` */
export const summary = (sale: Sale): string =>
  sale.lines.map((line) => (line.qty > 1 ? `${line.qty}× ${line.name}` : line.name)).join(", ");

/**
 * Finds an order by what a customer can say: the number on the slip, a drink, or its price. Digits
 * mean a queue number exactly, or the beginning of the total.
 */
export function isWanted(sale: Sale, query: string): boolean {
  const typed = query.trim();
  if (typed === "") return true;
  if (/^[\d.,]+$/.test(typed)) {
    const digits = typed.replace(/\D/g, "");
    if (digits === String(sale.queue_number)) return true;
    return digits.length > 3 && String(sale.total).startsWith(digits);
  }
  return matches(fold(`${summary(sale)} ${sale.cashier} ${sale.order_id}`), fold(typed));
}
