import { count, money } from "@/lib/money";
import { dateAndTime } from "@/lib/time";
import type { Change, Leaf, Step } from "./changes";
import { type AuditEntry, isAction, subjectOf } from "./entry";
import type { strings } from "./strings";

type Key = Parameters<typeof strings.t>[0];
/** What is known has a word; what is not is shown as it is written, never left out. */
type Say = (key: Key, values?: Record<string, string | number>) => string;

const ROLES = ["owner", "manager", "cashier", "barista", "system"];
const ACTORS = ["operator", "bank", "claim"];
const STATES = ["waiting", "paid", "short", "over"];
const FIELDS = [
  ...["name", "category", "price", "description", "available", "option_groups", "options"],
  ...["required", "min", "max", "recipe", "qty", "unit", "threshold", "blocking", "on_hand"],
  ...["role", "amount", "received", "state", "reason", "restock", "items", "order_id"],
  ...["refund_id", "menu_id", "ingredient_id", "shop_id", "created_at", "at", "notice_id"],
  ...["account", "content", "shop_name", "receipt_footer", "time_zone", "cut_off_hour"],
  ...["bar_amber_seconds", "bar_red_seconds", "cashier_discount_percent", "guest_orders"],
  ...["bank_bin", "bank_account", "bank_account_name"],
];
const MONEY = ["price", "amount", "received"];
const STOCKED = ["on_hand", "threshold"];
const TIMES = ["at", "created_at"];

const known = (prefix: string, names: string[], name: string, say: Say) =>
  names.includes(name) ? say(`${prefix}_${name}` as Key) : name;

export const actionText = (action: string, say: Say) => (isAction(action) ? say(action) : action);
export const roleText = (role: string, say: Say) => known("role", ROLES, role, say);
export const fieldText = (field: string, say: Say) => known("field", FIELDS, field, say);

/** `operator`, `bank` and `claim` are no people. */
export const actorText = ({ actor, role }: AuditEntry, say: Say) =>
  ACTORS.includes(actor) && (actor !== "bank" || role === "system")
    ? say(`actor_${actor}` as Key)
    : actor;

export function subjectText(entry: AuditEntry, say: Say): string {
  const subject = subjectOf(entry);
  return entry.action === "settings.set" ? fieldText(subject, say) : subject;
}

const stepText = (step: Step, say: Say) =>
  "name" in step ? step.name : fieldText(step.field, say);

/** Where a changed value stands; a value without a place is the entry itself. */
export const pathText = (path: Step[], entry: AuditEntry, say: Say) =>
  path.length === 0 ? subjectText(entry, say) : path.map((step) => stepText(step, say)).join(" › ");

export function valueText(
  value: Leaf,
  path: Step[],
  entry: AuditEntry,
  say: Say,
  language: string,
): string {
  if (value === undefined || value === null) return say("noValue");
  if (typeof value === "boolean") return say(value ? "yes" : "no");
  const last = path.at(-1);
  const field = last && "field" in last ? last.field : "";
  if (typeof value === "number") {
    if (MONEY.includes(field)) return money(value, language);
    const number = count(value, language);
    const unit = STOCKED.includes(field) ? unitOf(entry) : "";
    return unit === "" ? number : `${number} ${unit}`;
  }
  if (value === "") return say("empty");
  if (field === "role") return roleText(value, say);
  if (field === "state") return known("state", STATES, value, say);
  if (TIMES.includes(field) && !Number.isNaN(Date.parse(value))) {
    return dateAndTime(value, language);
  }
  return value;
}

function unitOf({ after, before }: AuditEntry): string {
  const unit = ((after ?? before) as { unit?: unknown } | null)?.unit;
  return typeof unit === "string" ? unit : "";
}

/** The first changes in one line. */
export function summary(changes: Change[], entry: AuditEntry, say: Say, language: string): string {
  const SHOWN = 2;
  const told = changes.filter(({ path }) => entry.before !== null || !isName(path));
  const parts = told.slice(0, SHOWN).map(({ path, before, after }) => {
    const field = pathText(path, entry, say);
    const is = valueText(after, path, entry, say, language);
    if (entry.before === null) return say("valueLine", { field, value: is });
    const was = valueText(before, path, entry, say, language);
    return path.length === 0
      ? `${was} → ${is}`
      : say("changeLine", { field, before: was, after: is });
  });
  if (told.length > SHOWN) parts.push(say("moreChanges", { count: told.length - SHOWN }));
  return parts.join(", ");
}

/** Of what is new the name is told already. */
const isName = (path: Step[]) => {
  const [first] = path;
  return path.length === 1 && first !== undefined && "field" in first && first.field === "name";
};
