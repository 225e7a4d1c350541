import type { Ticket, TicketItem } from "./tickets";

export interface Variant {
  key: string;
  item: TicketItem;
  cups: number;
}

export interface Total {
  menuId: string;
  cups: number;
  variants: Variant[];
}

const variantKey = (item: TicketItem) =>
  item.options
    .map((option) => option.id)
    .sort()
    .join(" ");

/**
 * Cups still to be made over all tickets: per drink, and per set of options within it; the most
 * wanted first. Cups that were ticked off are made.
 */
export function totals(
  tickets: Iterable<Ticket>,
  made: (orderId: string, line: number) => number,
): Total[] {
  const drinks = new Map<string, Map<string, Variant>>();
  for (const ticket of tickets) {
    if (ticket.status !== "placed" && ticket.status !== "preparing") continue;
    ticket.items.forEach((item, line) => {
      const cups = item.qty - Math.min(item.qty, made(ticket.orderId, line));
      if (cups === 0) return;
      const variants = drinks.get(item.menuId) ?? new Map<string, Variant>();
      drinks.set(item.menuId, variants);
      const key = variantKey(item);
      const found = variants.get(key);
      if (found) found.cups += cups;
      else variants.set(key, { key, item, cups });
    });
  }
  const byCups = (a: { cups: number }, b: { cups: number }) => b.cups - a.cups;
  return [...drinks]
    .map(([menuId, variants]) => {
      const list = [...variants.values()].sort((a, b) => byCups(a, b) || (a.key < b.key ? -1 : 1));
      return { menuId, cups: list.reduce((sum, each) => sum + each.cups, 0), variants: list };
    })
    .sort((a, b) => byCups(a, b) || (a.menuId < b.menuId ? -1 : 1));
}
