import { describe, expect, test } from "vitest";
import { changesOf } from "./changes";
import { type AuditEntry, entryOf, NO_FILTER, sieveOf, subjectOf } from "./entry";

const entry = (changes: Partial<AuditEntry> = {}): AuditEntry => ({
  position: 7,
  at: "2026-03-01T10:00:00.000Z",
  actor: "lan",
  role: "manager",
  action: "menu.update",
  entity: "tra-sua",
  before: { name: "Trà sữa", price: 30_000 },
  after: { name: "Trà sữa", price: 35_000 },
  ...changes,
});

describe("what changed", () => {
  const drink = (price: number, sizeL: number, tea: number) => ({
    name: "Trà sữa",
    price,
    available: true,
    option_groups: [
      {
        group_id: "size",
        name: "Cỡ",
        options: [
          { option_id: "m", name: "Cỡ M", price: 0, recipe: [] },
          {
            option_id: "l",
            name: "Cỡ L",
            price: sizeL,
            recipe: [{ ingredient_id: "tea", qty: tea }],
          },
        ],
      },
    ],
  });

  test("only what differs, with its place by names", () => {
    expect(changesOf(drink(30_000, 5_000, 50), drink(35_000, 7_000, 50))).toEqual([
      { path: [{ field: "price" }], before: 30_000, after: 35_000 },
      {
        path: [
          { field: "option_groups" },
          { name: "Cỡ" },
          { field: "options" },
          { name: "Cỡ L" },
          { field: "price" },
        ],
        before: 5_000,
        after: 7_000,
      },
    ]);
    expect(changesOf(drink(1, 2, 3), drink(1, 2, 3))).toEqual([]);
  });

  test("another order of a list is no change, a new element is, and one that is gone", () => {
    const before = {
      recipe: [
        { ingredient_id: "tea", qty: 1 },
        { ingredient_id: "ice", qty: 2 },
      ],
    };
    const after = {
      recipe: [
        { ingredient_id: "ice", qty: 2 },
        { ingredient_id: "milk", qty: 3 },
      ],
    };
    const at = (name: string) => [{ field: "recipe" }, { name }, { field: "qty" }];
    expect(changesOf(before, after)).toEqual([
      { path: at("tea"), before: 1, after: undefined },
      { path: at("milk"), before: undefined, after: 3 },
    ]);
  });

  test("two of one id in a list are both told", () => {
    const items = [
      { menu_id: "tra", qty: 1 },
      { menu_id: "tra", qty: 2 },
    ];
    expect(changesOf(null, { items }).map((change) => change.after)).toEqual([1, 2]);
  });

  test("a single value; a list of values; false and null are values, too", () => {
    expect(changesOf(420, 300)).toEqual([{ path: [], before: 420, after: 300 }]);
    expect(changesOf(["a"], ["a", "b"])).toEqual([
      { path: [{ name: "2" }], before: undefined, after: "b" },
    ]);
    expect(changesOf({ a: true, b: "x" }, { a: false, b: null })).toEqual([
      { path: [{ field: "a" }], before: true, after: false },
      { path: [{ field: "b" }], before: "x", after: null },
    ]);
    expect(changesOf(null, null)).toEqual([]);
  });
});

describe("what is looked for", () => {
  const words = {
    action: (action: string) => (action === "menu.update" ? "Sửa món" : action),
    actor: ({ actor }: AuditEntry) => (actor === "bank" ? "Ngân hàng" : actor),
  };
  const keeps = (filter: Partial<typeof NO_FILTER>, of = entry()) =>
    sieveOf({ ...NO_FILTER, ...filter }, words)?.(of);

  test("nothing asked for: no sieve at all", () => {
    expect(sieveOf({ who: " ", what: "", text: "" }, words)).toBeUndefined();
  });
  test("the person by the beginning of the name, however written, or as the screen says it", () => {
    expect(keeps({ who: " LA " })).toBe(true);
    expect(keeps({ who: "an" })).toBe(false);
    expect(keeps({ who: "ngan h" }, entry({ actor: "bank" }))).toBe(true);
  });
  test("an action, or all of an area", () => {
    expect(keeps({ what: "menu.update" })).toBe(true);
    expect(keeps({ what: "menu" })).toBe(true);
    expect(keeps({ what: "menu.delete" })).toBe(false);
    expect(keeps({ what: "money" })).toBe(false);
  });
  test("text in what was done, to what, and in values before and after, without accents", () => {
    for (const text of ["sua mon", "tra-sua", "tra sua", "30000", "35000", "5000 SUA"]) {
      expect(keeps({ text }), text).toBe(true);
    }
    expect(keeps({ text: "ca phe" })).toBe(false);
    expect(keeps({ text: "anh" }, entry({ before: null, after: { x: [{ y: "Ánh" }] } }))).toBe(
      true,
    );
  });
  test("all of them together", () => {
    expect(keeps({ who: "lan", what: "menu", text: "35000" })).toBe(true);
    expect(keeps({ who: "lan", what: "menu", text: "36000" })).toBe(false);
  });
});

test("an entry is called by its name, else by its id; who signs in needs no name twice", () => {
  expect(subjectOf(entry())).toBe("Trà sữa");
  expect(subjectOf(entry({ after: null }))).toBe("Trà sữa");
  expect(subjectOf(entry({ before: 420, after: 300, entity: "bar_red_seconds" }))).toBe(
    "bar_red_seconds",
  );
  const signIn = { action: "session.open", entity: "lan", after: { name: "lan" } };
  expect(subjectOf(entry(signIn))).toBe("");
});

test("a record that lacks something is still an entry", () => {
  const read = entryOf({ position: 3, value: { action: 5 }, appended_at: "2026-03-01T00:00:00Z" });
  expect(read).toEqual({
    position: 3,
    at: "2026-03-01T00:00:00Z",
    actor: "",
    role: "",
    action: "",
    entity: "",
    before: null,
    after: null,
  });
});
