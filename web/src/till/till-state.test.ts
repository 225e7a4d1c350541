import { beforeEach, describe, expect, it } from "vitest";
import type { MenuItem } from "@/api/client";
import { newCart, total } from "@/order/cart";
import { useTill } from "./till-state";

const item = (menu_id: string, price: number) =>
  ({ menu_id, name: menu_id, price, option_groups: [] }) as unknown as MenuItem;
const tea = item("tea", 35_000);
const coffee = item("coffee", 29_000);
const till = () => useTill.getState();
const names = () => till().cart.lines.map((line) => line.name);

beforeEach(() => useTill.setState({ cart: newCart(), held: [], open: null, undo: null }));

describe("held orders", () => {
  it("are put aside and come back, with the open one in their place", () => {
    till().hold();
    expect(till().held).toHaveLength(0); // An empty order is nothing to hold.
    till().add(tea);
    const first = till().cart.order_id;
    till().hold();
    till().add(coffee);
    const second = till().cart.order_id;
    till().recall(first);
    expect([names(), till().held.map((cart) => cart.order_id)]).toEqual([["tea"], [second]]);
    till().recall("unknown");
    expect(names()).toEqual(["tea"]);
  });
  it("may be twenty and more", () => {
    for (let i = 0; i < 25; ++i) {
      till().add(tea);
      till().hold();
    }
    expect(new Set(till().held.map((cart) => cart.order_id)).size).toBe(25);
  });
  it("are kept on the disk with the open one", () => {
    till().add(tea);
    till().hold();
    till().add(coffee);
    const kept = JSON.parse(localStorage.getItem("till") ?? "{}").state;
    expect(kept.held[0].lines[0].name).toBe("tea");
    expect(kept.cart.lines[0].name).toBe("coffee");
  });
});

describe("what was taken away", () => {
  it("comes back: a line, and a whole order", () => {
    till().add(tea);
    till().setQty(till().cart.lines[0]?.line_id ?? "", 0);
    expect([names(), till().undo?.name]).toEqual([[], "tea"]);
    till().takeBack();
    expect(names()).toEqual(["tea"]);
    const id = till().cart.order_id;
    till().clear();
    expect([names(), till().undo?.name]).toEqual([[], null]);
    till().takeBack();
    expect([names(), till().cart.order_id]).toEqual([["tea"], id]);
  });
  it("is forgotten when the order goes on", () => {
    till().add(tea);
    till().clear();
    till().add(coffee);
    till().takeBack();
    expect(names()).toEqual(["coffee"]);
    till().finish();
    till().takeBack();
    expect(names()).toEqual([]);
  });
});

it("forgets an order that was sold already, open or held", () => {
  till().add(tea);
  const held = till().cart.order_id;
  till().hold();
  till().add(coffee);
  const open = till().cart.order_id;
  expect([till().drop(held), till().held.length, names()]).toEqual([false, 0, ["coffee"]]);
  expect([till().drop(open), total(till().cart)]).toEqual([true, 0]);
});
