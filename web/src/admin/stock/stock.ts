import type { Ingredient } from "@/api/client";
import { fold, matches } from "@/lib/fold";

export type Level = "ok" | "low" | "out";

/** As the server's alerts have it: at the threshold is already low. */
export function levelOf({ on_hand, threshold }: Ingredient): Level {
  if (on_hand <= 0) return "out";
  return on_hand <= threshold ? "low" : "ok";
}

export type MoveKind = "receive" | "waste" | "count";

/** What is on hand after a movement; the server decides, this tells the person beforehand. */
export function after(onHand: number, kind: MoveKind, qty: number): number {
  if (kind === "count") return qty;
  return kind === "receive" ? onHand + qty : onHand - qty;
}

const order = new Intl.Collator("vi").compare;
const URGENCY = { out: 0, low: 1, ok: 2 } as const;

/** What needs somebody first, then by name. */
export function rowsOf(items: Ingredient[], query: string, lowOnly: boolean): Ingredient[] {
  const wanted = fold(query.trim());
  return items
    .filter((item) => !lowOnly || levelOf(item) !== "ok")
    .filter((item) => wanted === "" || matches(fold(`${item.name} ${item.ingredient_id}`), wanted))
    .sort((a, b) => URGENCY[levelOf(a)] - URGENCY[levelOf(b)] || order(a.name, b.name));
}

/** An id to begin with: `Trân châu đen` becomes `tran-chau-den`. */
export const idOf = (name: string): string =>
  fold(name)
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 64);
