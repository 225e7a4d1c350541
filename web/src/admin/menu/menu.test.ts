import { describe, expect, test } from "vitest";
import type { MenuItem } from "@/api/client";
import type { LiveRecord } from "@/app/live";
import { fieldPath } from "../serverText";
import { bodyOf, changeOf, conflictOf, draftOf, EMPTY, merged, same } from "./draft";
import { currentItems, priceSteps, rowsOf, toldOf, withTold } from "./list";

const item = (menuId: string, changes: Partial<MenuItem> = {}): MenuItem => ({
  menu_id: menuId,
  name: "Trà sữa",
  category: "Trà",
  price: 30_000,
  description: "",
  available: true,
  option_groups: [],
  recipe: [{ ingredient_id: "tea", qty: 150 }],
  version: 1,
  updated_at: "2026-03-01T00:00:00.000Z",
  ...changes,
});

const update = (of: MenuItem, action = "update"): LiveRecord => {
  const { version, updated_at, ...rest } = of;
  const { menu_id, name, category, price } = of;
  return {
    topic: "menu_updates",
    position: 1,
    key: menu_id,
    value: { menu_id, action, name, category, price, timestamp: updated_at, version, item: rest },
    appended_at: updated_at,
  };
};
const told = (...records: LiveRecord[]) =>
  records.reduce((all, record) => {
    const one = toldOf(record);
    return one ? withTold(all, one) : all;
  }, new Map());

describe("the list follows the stream", () => {
  const a = item("a");
  const b = item("b");
  test("a newer version replaces, an older one does not, the rest stays the same object", () => {
    const newer = item("a", { version: 3, price: 35_000 });
    const items = currentItems([a, b], told(update(newer), update(item("a", { version: 2 }))));
    expect(items[0]).toEqual(newer);
    expect(items[1]).toBe(b);
    expect(currentItems([newer], told(update(a)))[0]).toBe(newer);
  });
  test("new items come, deleted ones go, also when the list is loaded later", () => {
    const gone = update(item("a", { version: 2 }), "delete");
    const made = update(item("c"), "create");
    const items = currentItems([a, b], told(gone, made));
    expect(items.map((each) => each.menu_id)).toEqual(["b", "c"]);
  });
  test("an event and a loaded list of the same version agree", () => {
    expect(currentItems([a], told(update(a)))[0]).toBe(a);
  });
});

test("rows by category, found without accents", () => {
  const items = [
    item("1", { name: "Trà đào", category: "Trà" }),
    item("2", { name: "Bạc xỉu", category: "Cà phê" }),
    item("3", { name: "Cà phê đen", category: "Cà phê" }),
  ];
  const keys = (query: string, category: string | null = null) =>
    rowsOf(items, query, category).map((row) => row.key);
  expect(keys("")).toEqual(["category Cà phê", "2", "3", "category Trà", "1"]);
  expect(keys("den")).toEqual(["category Cà phê", "3"]);
  expect(keys("", "Trà")).toEqual(["category Trà", "1"]);
});

test("5,000 items are searched within a frame", () => {
  const items = Array.from({ length: 5_000 }, (_, n) => item(`m${n}`, { name: `Món thứ ${n}` }));
  rowsOf(items, "", null);
  const began = performance.now();
  expect(rowsOf(items, "mon 4999", null)).toHaveLength(2);
  expect(performance.now() - began).toBeLessThan(100);
});

test("the price history has the versions that changed name or price", () => {
  const records = [
    update(item("a"), "create"),
    update(item("b", { price: 1 }), "create"),
    update(item("a", { version: 2, available: false })),
    update(item("a", { version: 3, price: 32_000 })),
    update(item("a", { version: 4, price: 32_000 }), "delete"),
  ];
  const steps = priceSteps(records, "a").map(({ version, price, action }) => [
    version,
    price,
    action,
  ]);
  expect(steps).toEqual([
    [4, 32_000, "delete"],
    [3, 32_000, "update"],
    [1, 30_000, "create"],
  ]);
});

describe("what is sent", () => {
  test("only what was changed", () => {
    const base = item("a");
    expect(changeOf(base, bodyOf(draftOf(base)))).toEqual({});
    const draft = { ...draftOf(base), price: 31_000, name: " Trà sữa " };
    expect(changeOf(base, bodyOf(draft))).toEqual({ price: 31_000 });
  });
  test("ids are made from names, unique within the item, and kept once made", () => {
    const body = bodyOf({
      ...EMPTY,
      option_groups: [
        {
          group_id: "size",
          name: "Cỡ mới",
          options: [{ option_id: "da", name: "L" }, { name: "Đá" }],
        },
        { name: "Size", options: [{ name: "Đá" }, { name: "!" }] },
      ],
    });
    expect(body.option_groups.map((group) => group.group_id)).toEqual(["size", "size-2"]);
    const ids = body.option_groups.flatMap((g) => g.options.map((option) => option.option_id));
    expect(ids).toEqual(["da", "da-2", "da-3", "x"]);
  });
  test("what is missing is left for the server to name", () => {
    const body = bodyOf({ ...EMPTY, recipe: [{}] });
    expect(body.name).toBe("");
    expect(body.price).toBeUndefined();
    expect(body.recipe).toEqual([{ ingredient_id: "", qty: undefined }]);
  });
});

describe("somebody else saved first", () => {
  const base = item("a");
  const theirs = item("a", { version: 2, price: 35_000, category: "Trà nóng" });
  test("my changes stay where they did not touch, theirs where I did not", () => {
    const mine = bodyOf({ ...draftOf(base), name: "Trà sữa mới" });
    const conflict = conflictOf(base, mine, theirs);
    expect(conflict.theirFields).toEqual(["category", "price"]);
    expect(conflict.both).toEqual([]);
    const result = merged(conflict, new Set());
    expect(result).toMatchObject({ name: "Trà sữa mới", price: 35_000, category: "Trà nóng" });
  });
  test("a field both changed is theirs unless mine is chosen", () => {
    const mine = bodyOf({ ...draftOf(base), price: 29_000 });
    const conflict = conflictOf(base, mine, theirs);
    expect(conflict.both).toEqual(["price"]);
    expect(merged(conflict, new Set()).price).toBe(35_000);
    expect(merged(conflict, new Set(["price"] as const)).price).toBe(29_000);
  });
  test("the same change on both sides is no conflict", () => {
    const mine = bodyOf({ ...draftOf(base), price: 35_000 });
    expect(conflictOf(base, mine, theirs).both).toEqual([]);
  });
});

test("content is compared whatever the order of fields", () => {
  expect(same({ a: 1, b: [{ c: 2, d: 3 }] }, { b: [{ d: 3, c: 2 }], a: 1 })).toBe(true);
  expect(same([1, 2], [2, 1])).toBe(false);
  expect(same({ a: undefined }, { b: undefined })).toBe(false);
});

test("a field's name as a path", () => {
  expect(fieldPath("option_groups[0].options[12].price")).toEqual([
    "option_groups",
    0,
    "options",
    12,
    "price",
  ]);
});
