import { beforeEach, describe, expect, it } from "vitest";
import type { MenuItem } from "@/api/client";
import { addItem, newCart, setNote } from "@/order/cart";
import { bodyOf, keepOrder, myOrders, statusOnBoard } from "./orders";

const tea: MenuItem = {
  menu_id: "tea",
  name: "Trà",
  category: "Trà",
  price: 30_000,
  description: "",
  available: true,
  recipe: [],
  version: 1,
  updated_at: "2026-01-15T01:00:00.000Z",
  option_groups: [],
};

beforeEach(() => localStorage.clear());

it("sends what the customer was shown, without empty texts", () => {
  const added = addItem(newCart(), tea);
  const cart = setNote(added.cart, added.line_id, "  ");
  expect(bodyOf(cart, "main", "B5", "cash")).toEqual({
    order_id: cart.order_id,
    shop_id: "main",
    items: [{ menu_id: "tea", qty: 1, price: 30_000, options: [], note: undefined }],
    total: 30_000,
    payment_method: "cash",
    note: undefined,
    table: "B5",
  });
});

describe("the orders of a phone", () => {
  it("are kept for a day, newest first, each once", () => {
    keepOrder({ order_id: "a", queue_number: 1, at: 1_000 });
    keepOrder({ order_id: "b", queue_number: 2, at: 2_000 });
    keepOrder({ order_id: "a", queue_number: 1, at: 3_000 });
    expect(myOrders(4_000).map(({ order_id }) => order_id)).toEqual(["a", "b"]);
    expect(myOrders(2_500 + 86_400_000).map(({ order_id }) => order_id)).toEqual(["a"]);
  });
  it("are none where nothing readable is kept", () => {
    localStorage.setItem("phone.orders", "{");
    expect(myOrders(0)).toEqual([]);
  });
});

it("finds its number on the board", () => {
  const board = { shop_id: "main", making: [7], ready: [5] };
  expect([5, 7, 9].map((number) => statusOnBoard(board, number))).toEqual([
    "ready",
    "making",
    undefined,
  ]);
  expect(statusOnBoard(null, 5)).toBeUndefined();
});
