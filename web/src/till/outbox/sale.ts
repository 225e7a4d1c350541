import type { NewOrder, Order } from "@/api/client";
import { type Cart, discountOf, total } from "@/order/cart";

/**
 * What is known of a sale:
 * - `asked`: written before the first try; no receipt was shown yet.
 * - `waiting`: a fact. Money and drink changed hands, the server has still to learn of it.
 * - `stored`: the server has it.
 * - `stuck`: the server will never take it as it is; a person must look at it.
 * - `settled`: a person has looked at it and put it right elsewhere; kept, never sent.
 */
export type SaleState = "asked" | "waiting" | "stored" | "stuck" | "settled";

export interface Sale {
  order_id: string;
  state: SaleState;
  /** When the till took it; also its order in the queue. */
  sold_at: string;
  payment_method: string;
  lines: {
    menu_id: string;
    name: string;
    option_names: string[];
    options: string[];
    qty: number;
    price: number;
    note?: string;
  }[];
  note?: string;
  table?: string;
  discount: number;
  total: number;
  /** Cash handed over, for the change on the receipt. */
  received: number | null;
  cashier: string;
  queue_number: number | null;
  /** Its online form may have reached the server: ask before the offline form is sent. */
  may_be_stored: boolean;
  /** Why it is stuck. */
  problem: string | null;
}

/** What was written, without the blanks around it; left out when it is nothing. */
function said<T extends Record<string, string | undefined>>(texts: T): Partial<T> {
  const entries = Object.entries(texts).map(([name, text]) => [name, text?.trim()]);
  return Object.fromEntries(entries.filter(([, text]) => text)) as Partial<T>;
}

export function saleOf(cart: Cart, method: string, received: number | null, cashier: string): Sale {
  return {
    order_id: cart.order_id,
    state: "asked",
    sold_at: new Date().toISOString(),
    payment_method: method,
    lines: cart.lines.map(({ line_id, note, ...line }) => ({ ...line, ...said({ note }) })),
    ...said({ note: cart.note, table: cart.table }),
    discount: discountOf(cart),
    total: total(cart),
    received,
    cashier,
    queue_number: null,
    may_be_stored: false,
    problem: null,
  };
}

/** Money that is asked for through the server: without its answer nothing is sold. */
export const needsServer = (method: string): boolean => method === "vietqr";

const common = (sale: Sale): NewOrder => ({
  order_id: sale.order_id,
  items: sale.lines.map(({ menu_id, qty, price, options, note }) => ({
    menu_id,
    qty,
    price,
    options,
    ...said({ note }),
  })),
  ...said({ note: sale.note, table: sale.table }),
  discount: sale.discount,
  total: sale.total,
  payment_method: sale.payment_method,
});

/** As a question: the server may refuse it for price or stock, and its clock says when it was. */
export const onlineForm = (sale: Sale): NewOrder => ({ ...common(sale), channel: "till" });

/** As a fact: sold then, at these prices; the server flags what it does not agree with. */
export const offlineForm = (sale: Sale): NewOrder => ({
  ...common(sale),
  channel: "offline",
  created_at: sale.sold_at,
  user_id: sale.cashier,
});

interface Line {
  menu_id: string;
  qty: number;
  price: number;
}
const textOf = (lines: readonly (Line & { options: string })[]) =>
  lines.map((line) => `${line.menu_id}(${line.options})×${line.qty}@${line.price}`).join();
const sorted = (options: readonly string[]) => [...options].sort().join();
const linesOf = (sale: Sale) =>
  textOf(sale.lines.map((line) => ({ ...line, options: sorted(line.options) })));

/** True when the stored order is this sale: same drinks, same money. */
export function isSameSale(sale: Sale, order: Order): boolean {
  const lines = order.items.map((line) => ({
    ...line,
    options: sorted(line.options.map((option) => option.option_id)),
  }));
  return order.total === sale.total && textOf(lines) === linesOf(sale);
}

/** True when both sell the same drinks for the same money. */
export const sameContent = (a: Sale, b: Sale): boolean =>
  a.total === b.total && linesOf(a) === linesOf(b);
