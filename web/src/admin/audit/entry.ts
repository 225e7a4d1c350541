import { fold } from "@/lib/fold";
import type { Placed } from "../backwards";

/** A record of the topic `audit`. */
export interface AuditEntry extends Placed {
  at: string;
  actor: string;
  role: string;
  action: string;
  entity: string;
  before: unknown;
  after: unknown;
}

const text = (value: unknown) => (typeof value === "string" ? value : "");

interface Logged {
  position: number;
  value: Record<string, unknown>;
  appended_at: string;
}

export function entryOf({ position, value, appended_at }: Logged): AuditEntry {
  return {
    position,
    at: text(value.at) || appended_at,
    actor: text(value.actor),
    role: text(value.role),
    action: text(value.action),
    entity: text(value.entity),
    before: value.before ?? null,
    after: value.after ?? null,
  };
}

/** What the shop writes down, by the part of it that is concerned. */
export const AREAS = {
  money: ["order.cancel", "refund.create", "payment.confirm", "notice.unmatched", "notice.assign"],
  menu: ["menu.create", "menu.update", "menu.delete"],
  stock: ["inventory.put", "inventory.receive", "inventory.waste", "inventory.count"],
  people: [
    "user.add",
    "user.role",
    "user.password",
    "user.deactivate",
    "user.activate",
    "user.pin",
    "user.pin_removed",
    "pin.last_try",
    "session.open",
    "session.switch",
    "token.create",
    "token.revoke",
  ],
  settings: ["settings.set"],
} as const;

export type Area = keyof typeof AREAS;
export type Action = (typeof AREAS)[Area][number];

export const areas = Object.keys(AREAS) as Area[];
const known: readonly string[] = areas.flatMap((area) => AREAS[area]);
export const isAction = (action: string): action is Action => known.includes(action);
const isArea = (name: string): name is Area => name in AREAS;

/** What it was done to, by name where it has one. */
export function subjectOf({ action, entity, actor, before, after }: AuditEntry): string {
  if (action === "session.open" && entity === actor) return "";
  return nameIn(after) || nameIn(before) || entity;
}

const nameIn = (value: unknown) =>
  typeof value === "object" && value !== null ? text((value as { name?: unknown }).name) : "";

export interface AuditFilter {
  who: string;
  /** An action, an area, or nothing for all. */
  what: string;
  text: string;
}
export const NO_FILTER: AuditFilter = { who: "", what: "", text: "" };

/** As the screen says it. */
export interface Words {
  action(action: string): string;
  actor(entry: AuditEntry): string;
}

/** Undefined: everything is wanted. */
export function sieveOf(
  filter: AuditFilter,
  words: Words,
): ((entry: AuditEntry) => boolean) | undefined {
  const who = fold(filter.who.trim());
  const wanted = fold(filter.text.trim())
    .split(/\s+/)
    .filter((word) => word !== "");
  const { what } = filter;
  if (who === "" && what === "" && wanted.length === 0) return undefined;
  const actions: readonly string[] = isArea(what) ? AREAS[what] : [what];
  return (entry) =>
    (what === "" || actions.includes(entry.action)) &&
    (who === "" || [entry.actor, words.actor(entry)].some((name) => fold(name).startsWith(who))) &&
    (wanted.length === 0 || holds(fold(textOf(entry, words)), wanted));
}

/** Parts of words, too: of an order's id people know the end. */
const holds = (text: string, wanted: string[]) => wanted.every((word) => text.includes(word));

const textOf = (entry: AuditEntry, words: Words) =>
  [entry.entity, words.action(entry.action), ...leaves(entry.before), ...leaves(entry.after)].join(
    " ",
  );

function leaves(value: unknown): string[] {
  if (value === null || value === undefined) return [];
  if (typeof value === "object") return Object.values(value).flatMap(leaves);
  return [String(value)];
}
