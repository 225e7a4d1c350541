import type { MenuItem, MenuItemChange, NewMenuItem } from "@/api/client";
import { fold } from "@/lib/fold";

/** The fields of the form: an item as it is being written, so that anything may be missing yet. */
export interface RecipeDraft {
  ingredient_id?: string;
  qty?: number | null;
}
export interface OptionDraft {
  option_id?: string;
  name?: string;
  price?: number | null;
  recipe?: RecipeDraft[];
}
export interface GroupDraft {
  group_id?: string;
  name?: string;
  required?: boolean;
  min?: number | null;
  max?: number | null;
  options?: OptionDraft[];
}
export interface Draft {
  name?: string;
  category?: string;
  price?: number | null;
  description?: string;
  available?: boolean;
  option_groups?: GroupDraft[];
  recipe?: RecipeDraft[];
}

export const FIELDS = [
  "name",
  "category",
  "price",
  "description",
  "available",
  "option_groups",
  "recipe",
] as const;
export type Field = (typeof FIELDS)[number];
export type Body = Required<Pick<NewMenuItem, Field>>;

export const EMPTY: Draft = { description: "", available: true, option_groups: [], recipe: [] };

export function draftOf(item: MenuItem): Draft {
  const { name, category, price, description, available, option_groups, recipe } = item;
  return structuredClone({ name, category, price, description, available, option_groups, recipe });
}

function slug(name: string, taken: Set<string>): string {
  const base =
    fold(name)
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-|-$/g, "")
      .slice(0, 50) || "x";
  let id = base;
  for (let n = 2; taken.has(id); ++n) id = `${base}-${n}`;
  taken.add(id);
  return id;
}

/** Nothing is put right here: what is missing the server names, and the form shows it. */
const lines = (recipe: RecipeDraft[] = []) =>
  recipe.map(({ ingredient_id, qty }) => ({
    ingredient_id: ingredient_id ?? "",
    qty: qty as number,
  }));

export function bodyOf(draft: Draft): Body {
  const groups = draft.option_groups ?? [];
  const groupIds = new Set(groups.flatMap(({ group_id }) => group_id ?? []));
  const optionIds = new Set(
    groups.flatMap(({ options = [] }) => options.flatMap(({ option_id }) => option_id ?? [])),
  );
  return {
    name: (draft.name ?? "").trim(),
    category: (draft.category ?? "").trim(),
    price: draft.price as number,
    description: draft.description ?? "",
    available: draft.available ?? true,
    option_groups: groups.map((group) => ({
      group_id: group.group_id ?? slug(group.name ?? "", groupIds),
      name: (group.name ?? "").trim(),
      required: group.required ?? false,
      min: group.min ?? 0,
      max: group.max ?? 1,
      options: (group.options ?? []).map((option) => ({
        option_id: option.option_id ?? slug(option.name ?? "", optionIds),
        name: (option.name ?? "").trim(),
        price: option.price ?? 0,
        recipe: lines(option.recipe),
      })),
    })),
    recipe: lines(draft.recipe),
  };
}

/** By content, whatever the order of an object's fields. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && same(left[key], right[key]))
  );
}

export const changedFields = (from: Body, to: Body): Field[] =>
  FIELDS.filter((field) => !same(from[field], to[field]));

/** What a PATCH carries: only what this person changed. */
export function changeOf(base: MenuItem, mine: Body): MenuItemChange {
  const fields = changedFields(bodyOf(draftOf(base)), mine);
  return Object.fromEntries(fields.map((field) => [field, mine[field]]));
}

export interface Conflict {
  base: MenuItem;
  mine: Body;
  theirs: MenuItem;
  /** Fields the other person changed. */
  theirFields: Field[];
  /** Of those, the ones changed here too, to something else. */
  both: Field[];
}

export function conflictOf(base: MenuItem, mine: Body, theirs: MenuItem): Conflict {
  const before = bodyOf(draftOf(base));
  const after = bodyOf(draftOf(theirs));
  const theirFields = changedFields(before, after);
  const both = theirFields.filter(
    (field) => !same(before[field], mine[field]) && !same(after[field], mine[field]),
  );
  return { base, mine, theirs, theirFields, both };
}

/** My changes on top of theirs; where both changed a field, as chosen, theirs if nothing was. */
export function merged(conflict: Conflict, keepMine: ReadonlySet<Field>): Draft {
  const { base, mine, theirs, both } = conflict;
  const result: Record<string, unknown> = { ...draftOf(theirs) };
  for (const field of changedFields(bodyOf(draftOf(base)), mine)) {
    if (!both.includes(field) || keepMine.has(field)) result[field] = structuredClone(mine[field]);
  }
  return result as Draft;
}
