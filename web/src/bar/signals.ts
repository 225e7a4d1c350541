import { lateness, type Ticket, waited } from "./tickets";

export interface News {
  fresh: Ticket | null;
  late: Ticket | null;
  cancelled: Ticket | null;
}

/**
 * Remembers what was signalled: each ticket is new once, late once and cancelled once. What the
 * display finds when it is opened is no news.
 */
export function heard() {
  let first = true;
  const known = new Map<string, { late: boolean; cancelled: boolean }>();
  return (tickets: Iterable<Ticket>, now: number, limits: { amber: number; red: number }): News => {
    const news: News = { fresh: null, late: null, cancelled: null };
    const here = new Set<string>();
    for (const ticket of tickets) {
      here.add(ticket.orderId);
      const before = known.get(ticket.orderId);
      const late = lateness(ticket.status, waited(ticket, now), limits) === "red";
      const cancelled = ticket.status === "cancelled";
      known.set(ticket.orderId, { late: late || (before?.late ?? false), cancelled });
      if (first) continue;
      if (!before && ticket.status === "placed") news.fresh ??= ticket;
      if (late && !before?.late) news.late ??= ticket;
      if (cancelled && !before?.cancelled) news.cancelled ??= ticket;
    }
    for (const id of known.keys()) if (!here.has(id)) known.delete(id);
    first = false;
    return news;
  };
}
