/** One value that was changed: where it stands, what it was, what it became. */
export interface Change {
  path: Step[];
  before: Leaf;
  after: Leaf;
}

/** A field of a record, or the name of one of several of a kind. */
export type Step = { field: string } | { name: string };

/** Undefined: there was none. */
export type Leaf = string | number | boolean | null | undefined;

/** What tells the elements of a list apart. */
const IDS = ["group_id", "option_id", "ingredient_id", "menu_id"];

type Fields = Record<string, unknown>;
const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Every single value that differs; with nothing before, all that is there after. */
export function changesOf(before: unknown, after: unknown): Change[] {
  const found: Change[] = [];
  compare([], before ?? undefined, after ?? undefined, found);
  return found;
}

function compare(path: Step[], before: unknown, after: unknown, found: Change[]): void {
  if (isFields(before) || isFields(after)) {
    const [a, b] = [isFields(before) ? before : {}, isFields(after) ? after : {}];
    for (const field of new Set([...Object.keys(a), ...Object.keys(b)])) {
      compare([...path, { field }], a[field], b[field], found);
    }
  } else if (Array.isArray(before) || Array.isArray(after)) {
    const [a, b] = [elements(before), elements(after)];
    for (const id of new Set([...a.keys(), ...b.keys()])) {
      const [was, is] = [a.get(id), b.get(id)];
      const name = nameOf(is?.value ?? was?.value, id);
      compare([...path, { name }], without(was), without(is), found);
    }
  } else if (before !== after) {
    found.push({ path, before: before as Leaf, after: after as Leaf });
  }
}

interface Element {
  value: unknown;
  /** The field that gives its id. */
  by: string | null;
}

function elements(list: unknown): Map<string, Element> {
  const all = new Map<string, Element>();
  for (const [n, value] of (Array.isArray(list) ? list : []).entries()) {
    const by = isFields(value) ? IDS.find((field) => typeof value[field] === "string") : undefined;
    const id = by ? String((value as Fields)[by]) : `${n + 1}`;
    // Two of one id: told apart by their place, so that none hides the other.
    all.set(all.has(id) ? `${id} (${n + 1})` : id, { value, by: by ?? null });
  }
  return all;
}

const nameOf = (value: unknown, id: string) =>
  isFields(value) && typeof value.name === "string" ? value.name : id;

/** The id is in the path already. */
function without(element: Element | undefined): unknown {
  if (!element?.by || !isFields(element.value)) return element?.value;
  const { [element.by]: _, ...rest } = element.value;
  return rest;
}
