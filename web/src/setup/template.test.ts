import { expect, test } from "vitest";
import { itemsOf, TEMPLATE, type Template } from "./template";

test("items carry their groups and nothing that the server does not know", () => {
  const items = itemsOf(TEMPLATE);
  expect(items.length).toBe(TEMPLATE.items.length);
  for (const item of items) {
    expect(Object.keys(item)).not.toContain("popularity");
    expect(Object.keys(item)).not.toContain("groups");
    for (const group of item.option_groups ?? []) expect(group.options.length).toBeGreaterThan(0);
  }
  const sizes = items[0]?.option_groups?.[0]?.options.map(({ name }) => name);
  expect(sizes?.length).toBeGreaterThan(1);
});

test("every recipe takes what the template has", () => {
  const known = new Set(TEMPLATE.ingredients.map(({ ingredient_id }) => ingredient_id));
  const recipes = itemsOf(TEMPLATE).flatMap((item) => [
    ...(item.recipe ?? []),
    ...(item.option_groups ?? []).flatMap((g) => g.options).flatMap((o) => o.recipe ?? []),
  ]);
  expect(recipes.length).toBeGreaterThan(100);
  expect(recipes.filter(({ ingredient_id }) => !known.has(ingredient_id))).toEqual([]);
});

test("a group nobody defined is a mistake of the template, said by name", () => {
  const broken: Template = {
    ...TEMPLATE,
    items: [
      { name: "Trà", category: "Trà", price: 1, menu_id: "tra", groups: ["?"], popularity: 1 },
    ],
  };
  expect(() => itemsOf(broken)).toThrow("tra names the unknown group ?");
});
