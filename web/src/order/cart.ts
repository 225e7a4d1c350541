import type { MenuItem } from "@/api/client";
import { uuidv7 } from "@/lib/uuid";
import { defaultOptions, toggleOption, unitPrice } from "./menu";

export const QTY_MAX = 1000;

/** One line: a drink made in one way. The price is that of the moment it was added. */
export interface CartLine {
  line_id: string;
  menu_id: string;
  name: string;
  options: string[];
  option_names: string[];
  price: number;
  qty: number;
  /** What the customer wants besides. */
  note?: string;
}

/** An order that is being taken. Its id is the order's: paying it twice cannot sell it twice. */
export interface Cart {
  order_id: string;
  lines: CartLine[];
  /** Dong, when it is no share. */
  discount: number;
  /** Discount as a share of whatever the order will come to, in whole percent. */
  percent?: number;
  note?: string;
  /** Where the customer sits; without one the drinks are taken away. */
  table?: string;
  started_at: string;
}

export function newCart(): Cart {
  return { order_id: uuidv7(), lines: [], discount: 0, started_at: new Date().toISOString() };
}

export const subtotal = (cart: Cart): number =>
  cart.lines.reduce((sum, line) => sum + line.qty * line.price, 0);

/** What the customer pays; a discount never makes it negative. */
export const total = (cart: Cart): number => Math.max(0, subtotal(cart) - discountOf(cart));
export const discountOf = (cart: Cart): number =>
  cart.percent
    ? Math.floor((subtotal(cart) * cart.percent) / 100)
    : Math.min(cart.discount, subtotal(cart));
/** Whether this is more than may be taken off, as the server will reckon it. */
export const overLimit = (cart: Cart, percent: number): boolean =>
  discountOf(cart) > Math.floor((subtotal(cart) * percent) / 100);
export const cups = (cart: Cart): number => cart.lines.reduce((sum, line) => sum + line.qty, 0);

function priced(item: MenuItem, line: Omit<CartLine, "name" | "price" | "option_names">): CartLine {
  const names = item.option_groups
    .flatMap((group) => group.options)
    .filter((option) => line.options.includes(option.option_id))
    .map((option) => option.name);
  return { ...line, name: item.name, option_names: names, price: unitPrice(item, line.options) };
}

/** A line of its own, made as wished. */
export function makeLine(item: MenuItem, options: string[], qty: number, note: string): CartLine {
  const line = { line_id: uuidv7(), menu_id: item.menu_id, options, qty };
  return { ...priced(item, line), ...(note.trim() ? { note: note.trim() } : {}) };
}

/** Adds a drink with its defaults, or one more of the line that is the same drink already. */
export function addItem(cart: Cart, item: MenuItem): { cart: Cart; line_id: string } {
  const options = defaultOptions(item);
  const same = cart.lines.find((line) => sameDrink(line, item.menu_id, options));
  if (same) return { cart: setQty(cart, same.line_id, same.qty + 1), line_id: same.line_id };
  const line = priced(item, { line_id: uuidv7(), menu_id: item.menu_id, options, qty: 1 });
  return { cart: { ...cart, lines: [...cart.lines, line] }, line_id: line.line_id };
}

function sameDrink(line: CartLine, menuId: string, options: readonly string[]): boolean {
  return line.menu_id === menuId && !line.note && line.options.join() === options.join();
}

function change(cart: Cart, lineId: string, next: (line: CartLine) => CartLine): Cart {
  return {
    ...cart,
    lines: cart.lines.map((line) => (line.line_id === lineId ? next(line) : line)),
  };
}

/** Another way to make the drinks of one line; neither the other lines nor its number change. */
export function toggle(cart: Cart, lineId: string, item: MenuItem, optionId: string): Cart {
  return change(cart, lineId, (line) =>
    priced(item, { ...line, options: toggleOption(item, line.options, optionId) }),
  );
}

/** 0 takes the line away. */
export function setQty(cart: Cart, lineId: string, qty: number): Cart {
  if (qty <= 0) return { ...cart, lines: cart.lines.filter((line) => line.line_id !== lineId) };
  return change(cart, lineId, (line) => ({ ...line, qty: Math.min(QTY_MAX, Math.floor(qty)) }));
}

/** One more of the same drink, made otherwise: a line of its own. */
export function splitLine(cart: Cart, lineId: string): { cart: Cart; line_id: string } {
  const at = cart.lines.findIndex((line) => line.line_id === lineId);
  const line = cart.lines[at];
  if (!line || line.qty < 2) return { cart, line_id: lineId };
  const one = { ...line, line_id: uuidv7(), qty: 1 };
  const lines = [...cart.lines];
  lines.splice(at, 1, { ...line, qty: line.qty - 1 }, one);
  return { cart: { ...cart, lines }, line_id: one.line_id };
}

export const setNote = (cart: Cart, lineId: string, note: string): Cart =>
  change(cart, lineId, (line) => ({ ...line, note }));

export const setDiscount = (cart: Cart, dong: number): Cart => ({
  ...cart,
  discount: Math.max(0, Math.floor(dong)),
  percent: 0,
});

export const setPercent = (cart: Cart, percent: number): Cart => ({
  ...cart,
  discount: 0,
  percent: Math.min(100, Math.max(0, Math.floor(percent))),
});
