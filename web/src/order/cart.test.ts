import { describe, expect, it } from "vitest";
import type { MenuItem } from "@/api/client";
import {
  addItem,
  cups,
  discountOf,
  newCart,
  overLimit,
  setDiscount,
  setNote,
  setPercent,
  setQty,
  splitLine,
  toggle,
  total,
} from "./cart";
import {
  catalogueOf,
  defaultOptions,
  isBehind,
  missingGroups,
  toggleOption,
  unitPrice,
} from "./menu";

const option = (option_id: string, price = 0) => ({
  option_id,
  name: option_id,
  price,
  recipe: [],
});
const tea: MenuItem = {
  menu_id: "tra-sua",
  name: "Trà sữa trân châu",
  category: "Trà sữa",
  price: 35_000,
  description: "",
  available: true,
  recipe: [],
  version: 1,
  updated_at: "2026-01-15T01:00:00.000Z",
  option_groups: [
    {
      group_id: "size",
      name: "Size",
      required: true,
      min: 1,
      max: 1,
      options: [option("m"), option("l", 7_000)],
    },
    {
      group_id: "sugar",
      name: "Đường",
      required: true,
      min: 1,
      max: 1,
      options: [option("s100"), option("s50")],
    },
    {
      group_id: "toppings",
      name: "Topping",
      required: false,
      min: 0,
      max: 2,
      options: [option("pearl", 5_000), option("pudding", 7_000), option("aloe", 6_000)],
    },
  ],
};
const coffee: MenuItem = {
  ...tea,
  menu_id: "ca-phe",
  name: "Cà phê sữa đá",
  category: "Cà phê",
  price: 29_000,
  option_groups: [],
};

describe("options", () => {
  it("starts with the first of each required group", () => {
    expect(defaultOptions(tea)).toEqual(["m", "s100"]);
    expect(defaultOptions(coffee)).toEqual([]);
  });
  it("replaces within a group of one and keeps the last of a required one", () => {
    expect(toggleOption(tea, ["m", "s100"], "l")).toEqual(["l", "s100"]);
    expect(toggleOption(tea, ["m", "s100"], "m")).toEqual(["m", "s100"]);
  });
  it("adds and takes toppings, up to the most allowed, in the menu's order", () => {
    const two = toggleOption(tea, toggleOption(tea, ["m", "s100"], "pudding"), "pearl");
    expect(two).toEqual(["m", "s100", "pearl", "pudding"]);
    expect(toggleOption(tea, two, "aloe")).toEqual(two);
    expect(toggleOption(tea, two, "pearl")).toEqual(["m", "s100", "pudding"]);
  });
  it("prices a drink with its options and finds what lacks", () => {
    expect(unitPrice(tea, ["l", "s50", "pearl", "pudding"])).toBe(54_000);
    expect(missingGroups(tea, ["m"]).map((g) => g.group_id)).toEqual(["sugar"]);
    expect(toggleOption(tea, ["m"], "unknown")).toEqual(["m"]);
  });
});

describe("cart", () => {
  it("puts the same drink on one line and another way of it on its own", () => {
    const first = addItem(newCart(), tea);
    const second = addItem(first.cart, tea);
    expect(second.line_id).toBe(first.line_id);
    expect(second.cart.lines).toHaveLength(1);
    const sweet = splitLine(second.cart, first.line_id);
    const changed = toggle(sweet.cart, sweet.line_id, tea, "s50");
    expect(changed.lines.map((l) => [l.qty, l.options[1]])).toEqual([
      [1, "s100"],
      [1, "s50"],
    ]);
    const more = setQty(changed, sweet.line_id, 3);
    expect(more.lines.map((l) => [l.qty, l.price])).toEqual([
      [1, 35_000],
      [3, 35_000],
    ]);
    expect(addItem(more, tea).cart.lines.map((l) => l.qty)).toEqual([2, 3]);
  });
  it("adds up, and a discount never makes it negative", () => {
    let { cart } = addItem(newCart(), tea);
    cart = addItem(cart, coffee).cart;
    expect([cups(cart), total(cart)]).toEqual([2, 64_000]);
    expect(total(setDiscount(cart, 10_000))).toBe(54_000);
    expect(total(setDiscount(cart, 1_000_000))).toBe(0);
    expect(setDiscount(cart, -5).discount).toBe(0);
  });
  it("takes a share off whatever the order comes to, in whole dong", () => {
    let cart = setPercent(addItem(newCart(), tea).cart, 15);
    expect([discountOf(cart), total(cart)]).toEqual([5_250, 29_750]);
    cart = addItem(cart, coffee).cart;
    expect(total(cart)).toBe(54_400);
    expect(discountOf(setPercent(addItem(newCart(), { ...tea, price: 35_555 }).cart, 33))).toBe(
      11_733,
    );
    expect(total(setPercent(cart, 1_000))).toBe(0);
    expect(total(setDiscount(cart, 4_000))).toBe(60_000);
    expect(total(setPercent(setDiscount(cart, 4_000), 0))).toBe(64_000);
  });
  it("takes a line away at 0 and never more than a thousand", () => {
    const { cart, line_id } = addItem(newCart(), coffee);
    expect(setQty(cart, line_id, 0).lines).toEqual([]);
    expect(setQty(cart, line_id, 5_000).lines[0]?.qty).toBe(1_000);
  });
  it("gives every cart the id of its order", () => {
    expect(newCart().order_id).not.toBe(newCart().order_id);
  });
});

describe("catalogue", () => {
  const menu = catalogueOf([coffee, tea]);
  it("keeps categories in order and finds words without marks", () => {
    expect(menu.categories.map((c) => c.name)).toEqual(["Cà phê", "Trà sữa"]);
    expect(menu.search("tra sua").map((i) => i.menu_id)).toEqual(["tra-sua"]);
    expect(menu.search("da").map((i) => i.menu_id)).toEqual(["ca-phe"]);
    expect(menu.search(" ").length).toBe(2);
    expect(menu.search("pizza")).toEqual([]);
  });
  it("knows that an answer is older than what was heard", () => {
    const heard = (version: number, deleted = false) => new Map([["x", { version, deleted }]]);
    const x = (version: number) => [{ menu_id: "x", version }];
    expect(isBehind(x(3), new Map())).toBe(false);
    expect([isBehind(x(3), heard(4)), isBehind(x(4), heard(4))]).toEqual([true, false]);
    expect([isBehind([], heard(1)), isBehind([], heard(5, true))]).toEqual([true, false]);
    expect([isBehind(x(4), heard(5, true)), isBehind(x(6), heard(5, true))]).toEqual([true, false]);
  });
  it("stays quick with 5,000 items", () => {
    const many = catalogueOf(
      Array.from({ length: 5_000 }, (_, i) => ({ ...tea, menu_id: `i${i}`, name: `Món ${i}` })),
    );
    expect(many.search("mon 4999").map((i) => i.menu_id)).toEqual(["i4999"]);
  });
});

describe("a discount limit", () => {
  it("is reckoned from the full price, rounded down, like the server's", () => {
    const cart = addItem(newCart(), { ...tea, price: 30_005, option_groups: [] }).cart;
    expect(overLimit(setDiscount(cart, 3_000), 10)).toBe(false);
    expect(overLimit(setDiscount(cart, 3_001), 10)).toBe(true);
    expect(overLimit(setPercent(cart, 10), 10)).toBe(false);
    expect(overLimit(setPercent(cart, 11), 10)).toBe(true);
    expect(overLimit(cart, 0)).toBe(false);
  });
});

it("a line with a note stays apart from the next drink of its kind", () => {
  const one = addItem(newCart(), tea);
  const noted = setNote(one.cart, one.line_id, "ít ngọt");
  const two = addItem(noted, tea).cart;
  expect(two.lines.map(({ qty, note }) => [qty, note])).toEqual([
    [1, "ít ngọt"],
    [1, undefined],
  ]);
});
