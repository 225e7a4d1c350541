import { expect, test } from "vitest";
import type { MenuItem } from "@/api/client";
import { defaultOptions, isOut } from "./menu";
import { withSoldOut } from "./soldOut";

const option = (option_id: string) => ({ option_id, name: option_id, price: 0, recipe: [] });
const tea: MenuItem = {
  menu_id: "tea",
  name: "Trà",
  category: "Trà",
  price: 20_000,
  description: "",
  available: true,
  recipe: [],
  option_groups: [
    {
      group_id: "size",
      name: "Cỡ",
      required: true,
      min: 1,
      max: 1,
      options: [option("m"), option("l")],
    },
  ],
  version: 1,
  updated_at: "2026-03-01T10:00:00.000Z",
};
const marks = (menu: MenuItem[]) =>
  menu[0]?.option_groups.flatMap((group) => group.options.map((each) => isOut(each)));

test("an item is not available, an option is out; another item's of that name is not", () => {
  expect(withSoldOut([tea], { items: ["tea"], options: [] })[0]?.available).toBe(false);
  const out = { items: [], options: [{ menu_id: "tea", option_id: "m" }] };
  expect(marks(withSoldOut([tea], out))).toEqual([true, false]);
  expect(marks(withSoldOut([{ ...tea, menu_id: "coffee" }], out))).toEqual([false, false]);
});

test("what is switched off by hand stays off", () => {
  const off = { ...tea, available: false };
  expect(withSoldOut([off], { items: [], options: [] })[0]?.available).toBe(false);
});

test("a default drink is made with what there is", () => {
  const [item] = withSoldOut([tea], { items: [], options: [{ menu_id: "tea", option_id: "m" }] });
  expect(item && defaultOptions(item)).toEqual(["l"]);
});
