import type { MenuItem } from "@/api/client";
import { fold, matches } from "@/lib/fold";

export type Group = MenuItem["option_groups"][number];
/** `sold_out`: the stock does not suffice for it (see soldOut.ts). */
export type Option = Group["options"][number] & { sold_out?: boolean };

export const isOut = (option: Option): boolean => option.sold_out === true;

/** What a drink is made with when nobody says otherwise: the first of each required group. */
export function defaultOptions(item: MenuItem): string[] {
  return item.option_groups
    .flatMap(({ options, required, min }) =>
      options.filter((option) => !isOut(option)).slice(0, required ? Math.max(1, min) : min),
    )
    .map((option) => option.option_id);
}

export function optionsById(item: MenuItem): Map<string, Option> {
  return new Map(item.option_groups.flatMap((g) => g.options).map((o) => [o.option_id, o]));
}

/** Dong per unit, options included. Unknown options cost nothing: the server judges them. */
export function unitPrice(item: MenuItem, options: readonly string[]): number {
  const known = optionsById(item);
  return options.reduce((sum, id) => sum + (known.get(id)?.price ?? 0), item.price);
}

/**
 * What a tap on an option makes of the choice. In a group of one, another option takes its place,
 * and the last one of a required group stays; in a group of several it goes in or out, up to max.
 */
export function toggleOption(
  item: MenuItem,
  chosen: readonly string[],
  optionId: string,
): string[] {
  const group = item.option_groups.find((g) => g.options.some((o) => o.option_id === optionId));
  if (!group) return [...chosen];
  const inGroup = new Set(group.options.map((o) => o.option_id));
  const others = chosen.filter((id) => !inGroup.has(id));
  const mine = chosen.filter((id) => inGroup.has(id));
  let next: string[];
  if (mine.includes(optionId)) {
    next = mine.length > group.min ? mine.filter((id) => id !== optionId) : mine;
  } else if (group.max === 1) {
    next = [optionId];
  } else {
    next = mine.length < group.max ? [...mine, optionId] : mine;
  }
  return inMenuOrder(item, [...others, ...next]);
}

/** Options in the menu's order, so that the same choice is always the same list. */
export function inMenuOrder(item: MenuItem, options: readonly string[]): string[] {
  const order = [...optionsById(item).keys()];
  return [...options].sort((a, b) => order.indexOf(a) - order.indexOf(b));
}

/** Groups that still lack a choice; such a line cannot be sold. */
export function missingGroups(item: MenuItem, options: readonly string[]): Group[] {
  return item.option_groups.filter((group) => {
    const chosen = group.options.filter((o) => options.includes(o.option_id)).length;
    return chosen < group.min;
  });
}

/** What `menu_updates` told of an item last. */
export interface Heard {
  version: number;
  deleted: boolean;
}

/**
 * True when a menu is older than what was heard: the log has a change a moment before the answer to
 * GET /menu does. Such a menu may be shown, and must be asked for again.
 */
export function isBehind(
  menu: readonly Pick<MenuItem, "menu_id" | "version">[],
  heard: ReadonlyMap<string, Heard>,
): boolean {
  const versions = new Map(menu.map((item) => [item.menu_id, item.version]));
  return [...heard].some(([id, { version, deleted }]) => {
    const known = versions.get(id);
    if (known !== undefined) return known < version;
    return !deleted;
  });
}

export interface Catalogue {
  items: Map<string, MenuItem>;
  categories: { name: string; items: MenuItem[] }[];
  /** Hits in the menu's order; all items when the query is empty. */
  search(query: string): MenuItem[];
}

/** The menu as the till uses it: by category in the server's order, with a folded search index. */
export function catalogueOf(menu: readonly MenuItem[]): Catalogue {
  const categories = new Map<string, MenuItem[]>();
  for (const item of menu) {
    const list = categories.get(item.category) ?? [];
    list.push(item);
    categories.set(item.category, list);
  }
  const index = menu.map((item) => ({ item, text: fold(`${item.name} ${item.category}`) }));
  return {
    items: new Map(menu.map((item) => [item.menu_id, item])),
    categories: [...categories].map(([name, items]) => ({ name, items })),
    search: (query) => {
      const folded = fold(query.trim());
      return index.filter(({ text }) => matches(text, folded)).map(({ item }) => item);
    },
  };
}
