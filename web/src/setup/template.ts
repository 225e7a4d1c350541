import type { NewMenuItem } from "@/api/client";
import {
  ApiError,
  createMenuItem,
  type Ingredient,
  listInventory,
  moveStock,
  putIngredient,
  unwrap,
} from "@/api/client";
import template from "../../../schemas/demo/menu.json";

/** `menu`: drinks and recipes of a shop that counts its stock later; `demo`: stocked, to try. */
export type Kind = "menu" | "demo";

export interface Template {
  ingredients: {
    ingredient_id: string;
    name: string;
    unit: string;
    threshold: number;
    opening_stock: number;
    blocking: boolean;
  }[];
  groups: Record<string, NonNullable<NewMenuItem["option_groups"]>[number]>;
  items: (Omit<NewMenuItem, "option_groups"> & { groups: string[]; popularity: number })[];
}

export const TEMPLATE = template as unknown as Template;

/** The items as the server takes them; an item names its option groups in the template. */
export function itemsOf({ items, groups }: Template): NewMenuItem[] {
  return items.map(({ groups: names, popularity: _, ...item }) => ({
    ...item,
    option_groups: names.map((name) => {
      const group = groups[name];
      if (!group) throw new Error(`${item.menu_id} names the unknown group ${name}`);
      return group;
    }),
  }));
}

const MENU_ID_TAKEN = 409;

/**
 * Puts the template on the menu, ingredients first: a drink that is on the menu can be made. What
 * is there already stays as it is, so it may be done again after a break in the middle.
 */
export async function install(
  kind: Kind,
  shop_id: string,
  progress: (done: number, all: number) => void,
): Promise<void> {
  const items = itemsOf(TEMPLATE);
  const all = TEMPLATE.ingredients.length + items.length;
  let done = 0;
  const step = () => progress(++done, all);
  progress(0, all);
  const stock = await unwrap<{ items: Ingredient[] }>(listInventory({ query: { shop_id } }));
  const known = new Set(stock.items.map(({ ingredient_id }) => ingredient_id));
  for (const { ingredient_id, opening_stock, blocking, ...named } of TEMPLATE.ingredients) {
    if (!known.has(ingredient_id)) {
      const path = { ingredient_id };
      // Nobody has counted yet: what is not known to be there must not stop a sale.
      const body = { ...named, shop_id, blocking: blocking && kind === "demo" };
      await unwrap(putIngredient({ path, body }));
      if (kind === "demo") {
        const delivery = { shop_id, kind: "receive" as const, qty: opening_stock };
        await unwrap(moveStock({ path, body: delivery }));
      }
    }
    step();
  }
  for (const body of items) {
    try {
      await unwrap(createMenuItem({ body }));
    } catch (error) {
      if (!(error instanceof ApiError && error.status === MENU_ID_TAKEN)) throw error;
    }
    step();
  }
}
