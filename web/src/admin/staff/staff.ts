import { ApiError, type Role, type User } from "@/api/client";
import type { LiveRecord } from "@/app/live";
import { fold, matches } from "@/lib/fold";

export const ROLES: Role[] = ["owner", "manager", "cashier", "barista"];

const order = new Intl.Collator("vi", { numeric: true }).compare;

/** Who may work first, by role, then by name. */
export function rowsOf(users: readonly User[], query: string, activeOnly: boolean): User[] {
  const wanted = fold(query.trim());
  return users
    .filter(({ active }) => active || !activeOnly)
    .filter(({ username }) => wanted === "" || matches(fold(username), wanted))
    .sort(
      (a, b) =>
        Number(b.active) - Number(a.active) ||
        ROLES.indexOf(a.role) - ROLES.indexOf(b.role) ||
        order(a.username, b.username),
    );
}

export interface Made {
  at: string;
  by: string;
}

/** Undefined for what is no birth of an account. */
export function madeOf({ value, appended_at }: LiveRecord): [string, Made] | undefined {
  if (value.action !== "user.add") return undefined;
  const at = typeof value.at === "string" ? value.at : appended_at;
  return [String(value.entity), { at, by: String(value.actor) }];
}

/** Why the server does not do it, if that is about the person and not about a field. */
export function refusalOf(error: unknown): "lastOwner" | "gone" | undefined {
  if (!(error instanceof ApiError)) return undefined;
  if (error.code === "user-last-owner") return "lastOwner";
  return error.status === 404 ? "gone" : undefined;
}
