import { expect, it } from "vitest";
import type { Ticket, TicketItem } from "./tickets";
import { totals } from "./totals";

const line = (menuId: string, qty: number, ...options: string[]): TicketItem => ({
  menuId,
  qty,
  note: "",
  options: options.map((id) => ({ id, name: id })),
});

const ticket = (orderId: string, status: Ticket["status"], ...items: TicketItem[]): Ticket => ({
  orderId,
  number: 1,
  status,
  openStatus: "placed",
  items,
  note: "",
  table: "",
  channel: "till",
  createdAt: 0,
  placedAt: 0,
  statusAt: 0,
});

const tickets = [
  ticket("a", "placed", line("tea", 2, "l", "less-ice"), line("coffee", 1)),
  ticket("b", "preparing", line("tea", 1, "less-ice", "l"), line("tea", 3, "m")),
  ticket("c", "ready", line("tea", 50, "m")),
  ticket("d", "cancelled", line("coffee", 50)),
];

it("adds up drinks and sets of options of what is still to be made", () => {
  const list = totals(tickets, () => 0);
  expect(list.map(({ menuId, cups }) => [menuId, cups])).toEqual([
    ["tea", 6],
    ["coffee", 1],
  ]);
  // The same options in another order are the same drink.
  expect(list[0]?.variants.map(({ key, cups }) => [key, cups])).toEqual([
    ["l less-ice", 3],
    ["m", 3],
  ]);
});

it("leaves out the cups that are ticked off", () => {
  const made = (order: string, at: number) =>
    order === "b" && at === 1 ? 2 : order === "a" ? 9 : 0;
  const list = totals(tickets, made);
  expect(list.map(({ menuId, cups }) => [menuId, cups])).toEqual([["tea", 2]]);
});
