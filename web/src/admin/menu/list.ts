import type { MenuItem } from "@/api/client";
import type { LiveRecord } from "@/app/live";
import { fold, matches } from "@/lib/fold";

/** The newest that was told of an item: by the stream or by the answer to a change made here. */
export type Told = { menuId: string; version: number; item: MenuItem | null };

export function toldOf({ value }: LiveRecord): Told | null {
  const { action, menu_id, version, item } = value as Record<string, unknown>;
  if (typeof menu_id !== "string" || typeof version !== "number") return null;
  if (action === "delete") return { menuId: menu_id, version, item: null };
  if (!item) return null;
  // The item of an event carries neither: they stand beside it.
  const updated_at = String(value.timestamp);
  return { menuId: menu_id, version, item: { ...(item as MenuItem), version, updated_at } };
}

/** Never goes back to an older version, whatever comes first. */
export function withTold(told: ReadonlyMap<string, Told>, more: Told): Map<string, Told> {
  const next = new Map(told);
  const known = next.get(more.menuId);
  if (!known || known.version <= more.version) next.set(more.menuId, more);
  return next;
}

/** What was loaded, brought up to date; untouched items stay the same objects. */
export function currentItems(loaded: MenuItem[], told: ReadonlyMap<string, Told>): MenuItem[] {
  const items: MenuItem[] = [];
  const seen = new Set<string>();
  for (const item of loaded) {
    seen.add(item.menu_id);
    const newer = told.get(item.menu_id);
    if (!newer || newer.version < item.version) items.push(item);
    else if (newer.item) items.push(newer.version === item.version ? item : newer.item);
  }
  for (const { menuId, item } of told.values()) if (item && !seen.has(menuId)) items.push(item);
  return items;
}

export interface CategoryRow {
  kind: "category";
  key: string;
  name: string;
  count: number;
}
export interface ItemRow {
  kind: "item";
  key: string;
  item: MenuItem;
}
export type Row = CategoryRow | ItemRow;

const folded = new WeakMap<MenuItem, string>();
function foldedText(item: MenuItem): string {
  let text = folded.get(item);
  if (text === undefined) {
    text = fold(`${item.name} ${item.category} ${item.menu_id}`);
    folded.set(item, text);
  }
  return text;
}

const order = new Intl.Collator("vi").compare;

/** The table: each category's name, then its items. */
export function rowsOf(items: MenuItem[], query: string, category: string | null): Row[] {
  const wanted = fold(query.trim());
  const groups = new Map<string, MenuItem[]>();
  for (const item of items) {
    if (category !== null && item.category !== category) continue;
    if (wanted !== "" && !matches(foldedText(item), wanted)) continue;
    const group = groups.get(item.category);
    if (group) group.push(item);
    else groups.set(item.category, [item]);
  }
  const names = [...groups.keys()].sort(order);
  return names.flatMap((name) => {
    const group = groups.get(name) ?? [];
    group.sort((a, b) => order(a.name, b.name));
    return [
      { kind: "category", key: `category ${name}`, name, count: group.length } as CategoryRow,
      ...group.map((item): ItemRow => ({ kind: "item", key: item.menu_id, item })),
    ];
  });
}

export const categoriesOf = (items: MenuItem[]): string[] =>
  [...new Set(items.map((item) => item.category))].sort(order);

export interface PriceStep {
  version: number;
  name: string;
  price: number;
  since: string;
  action: string;
}

/** The versions of one item in which its name or price changed, newest first. */
export function priceSteps(records: LiveRecord[], menuId: string): PriceStep[] {
  const steps: PriceStep[] = [];
  for (const { value } of records) {
    if (value.menu_id !== menuId) continue;
    const step: PriceStep = {
      version: Number(value.version),
      name: String(value.name),
      price: Number(value.price),
      since: String(value.timestamp),
      action: String(value.action),
    };
    const last = steps.at(-1);
    const same = last?.name === step.name && last.price === step.price;
    if (!same || step.action !== "update") steps.push(step);
  }
  return steps.reverse();
}
