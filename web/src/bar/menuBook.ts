import type { MenuItem } from "@/api/client";
import type { LiveRecord } from "@/app/live";
import type { TicketItem } from "./tickets";

interface Entry {
  name: string;
  deleted: boolean;
  groups: { name: string; options: Set<string> }[];
}

/** What things are called, also those that have left the menu. */
export type MenuBook = ReadonlyMap<string, Entry>;

type Groups = MenuItem["option_groups"];

function entry(name: string, groups: Groups | undefined, deleted: boolean): Entry {
  return {
    name,
    deleted,
    groups: (groups ?? []).map((group) => ({
      name: group.name,
      options: new Set(group.options.map((option) => option.option_id)),
    })),
  };
}

export function withItems(book: MenuBook, items: readonly MenuItem[]): MenuBook {
  const next = new Map(book);
  for (const item of items) next.set(item.menu_id, entry(item.name, item.option_groups, false));
  return next;
}

/** The book after a `menu_updates` record. */
export function withUpdate(book: MenuBook, record: Pick<LiveRecord, "value">): MenuBook {
  const change = record.value as unknown as {
    menu_id: string;
    action: string;
    name: string;
    item?: { option_groups?: Groups };
  };
  const known = book.get(change.menu_id);
  const deleted = change.action === "delete";
  const next = new Map(book);
  next.set(
    change.menu_id,
    deleted && known
      ? { ...known, deleted }
      : entry(change.name, change.item?.option_groups, deleted),
  );
  return next;
}

/** Items the menu does not know (any more): only the log can tell their names. */
export function withForgotten(book: MenuBook, records: readonly LiveRecord[]): MenuBook {
  let past: MenuBook = new Map();
  for (const record of records) past = withUpdate(past, record);
  const next = new Map(book);
  for (const [id, known] of past) {
    if (!next.has(id)) next.set(id, { ...known, deleted: true });
  }
  return next;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/i;

/** The name of an item; `tra-dao` at least reads as "tra dao" when nothing else is known. */
export function nameOf(book: MenuBook, menuId: string): string {
  const known = book.get(menuId);
  if (known) return known.name;
  return UUID.test(menuId) ? `#${menuId.slice(0, 8)}` : menuId.replace(/[-_]+/g, " ");
}

export interface OptionGroup {
  name: string;
  options: string[];
}

/** The chosen options by group, in the order of the menu; those of no known group come last. */
export function optionGroups(book: MenuBook, item: TicketItem): OptionGroup[] {
  const groups = (book.get(item.menuId)?.groups ?? []).map((group) => ({
    name: group.name,
    options: item.options.filter((option) => group.options.has(option.id)).map(({ name }) => name),
  }));
  const known = book.get(item.menuId)?.groups ?? [];
  const rest = item.options
    .filter((option) => !known.some((group) => group.options.has(option.id)))
    .map(({ name }) => name);
  return [...groups, { name: "", options: rest }].filter((group) => group.options.length > 0);
}
