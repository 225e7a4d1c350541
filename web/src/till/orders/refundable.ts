import type { Order, Refund } from "@/api/client";

type Lines = readonly { menu_id: string; qty: number }[];

/** What of an order can still be given back. The server counts by item, not by line. */
export interface Refundable {
  menu_id: string;
  sold: number;
  left: number;
}

/** In the order of the slip; an item that was sold in two ways appears once. */
export function refundable(order: Order, refunds: readonly Refund[]): Refundable[] {
  const left = leftAfter(order, refunds);
  const items = new Map<string, Refundable>();
  for (const [i, line] of order.items.entries()) {
    const item = items.get(line.menu_id) ?? { menu_id: line.menu_id, sold: 0, left: 0 };
    item.sold += line.qty;
    item.left += left[i] ?? 0;
    items.set(line.menu_id, item);
  }
  return [...items.values()];
}

/**
 * Dong that a refund of these items gives back, by the server's own rule: units are taken from the
 * last line backwards, and what has been given back is always the same share of the total as the
 * goods are of their full price, rounded down. So a discount is given back in proportion, and
 * refunds of everything add up to the total.
 */
export function refundAmount(order: Order, refunds: readonly Refund[], wanted: Lines): number {
  const left = leftAfter(order, refunds);
  const gross = order.total + order.discount;
  const before = gross - worth(order, left);
  take(order, left, wanted);
  const after = gross - worth(order, left);
  return share(order.total, after, gross) - share(order.total, before, gross);
}

function leftAfter(order: Order, refunds: readonly Refund[]): number[] {
  const left = order.items.map((line) => line.qty);
  for (const refund of refunds) take(order, left, refund.items);
  return left;
}

function take(order: Order, left: number[], wanted: Lines): void {
  for (const { menu_id, qty } of wanted) {
    let missing = qty;
    for (let i = order.items.length - 1; i >= 0 && missing > 0; --i) {
      if (order.items[i]?.menu_id !== menu_id) continue;
      const part = Math.min(missing, left[i] ?? 0);
      left[i] = (left[i] ?? 0) - part;
      missing -= part;
    }
  }
}

const worth = (order: Order, quantities: readonly number[]): number =>
  order.items.reduce((sum, line, i) => sum + line.price * (quantities[i] ?? 0), 0);

/** floor(amount × part / whole); a sum of money times another one may leave a double's integers. */
function share(amount: number, part: number, whole: number): number {
  return whole === 0 ? 0 : Number((BigInt(amount) * BigInt(part)) / BigInt(whole));
}
