import { expect, it } from "vitest";
import { heard, type News } from "./signals";
import type { Ticket } from "./tickets";

const limits = { amber: 180, red: 300 };
const ticket = (orderId: string, change: Partial<Ticket> = {}): Ticket => ({
  orderId,
  number: 1,
  status: "placed",
  openStatus: "placed",
  items: [],
  note: "",
  table: "",
  channel: "till",
  createdAt: 0,
  placedAt: 0,
  statusAt: 0,
  ...change,
});
const names = (news: News) =>
  Object.entries(news).flatMap(([what, about]) => (about ? [`${what} ${about.orderId}`] : []));

it("what is there at the start is no news; after that each thing is said once", () => {
  const listen = heard();
  expect(names(listen([ticket("old", { placedAt: -999_000 })], 0, limits))).toEqual([]);
  const a = ticket("a");
  expect(names(listen([a], 1_000, limits))).toEqual(["fresh a"]);
  expect(names(listen([a], 2_000, limits))).toEqual([]);
  expect(names(listen([a], 300_000, limits))).toEqual(["late a"]);
  expect(names(listen([a], 301_000, limits))).toEqual([]);
  const gone = { ...a, status: "cancelled" } as const;
  expect(names(listen([gone], 302_000, limits))).toEqual(["cancelled a"]);
  expect(names(listen([gone], 303_000, limits))).toEqual([]);
});

it("a ticket a colleague has already started is not announced as new", () => {
  const listen = heard();
  listen([], 0, limits);
  expect(names(listen([ticket("b", { status: "preparing" })], 0, limits))).toEqual([]);
});
