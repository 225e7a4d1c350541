import { useMemo, useSyncExternalStore } from "react";
import { useShop } from "@/app/shopInfo";

/** What this screen keeps for itself. */
export interface BarSettings {
  /** Seconds after which a ticket is late, and very late. */
  amber: number;
  red: number;
  sound: boolean;
}
/** What was decided for this screen; the seconds are the shop's where nothing was. */
export type Own = Partial<BarSettings>;

export const LIMITS = { min: 10, max: 7_200 };

const KEYS = { settings: "bar.settings", ticks: "bar.ticks", seen: "bar.seen", since: "bar.since" };

function read(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

function write(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // A full or forbidden store: the display works on, it only forgets when it is reloaded.
  }
}

const seconds = (value: unknown) =>
  typeof value === "number" && value >= LIMITS.min && value <= LIMITS.max
    ? Math.round(value)
    : undefined;

/** Settings out of whatever was stored; red never comes before amber. */
export function checked(stored: unknown): Own {
  const from = (stored ?? {}) as Own;
  const sound = typeof from.sound === "boolean" ? { sound: from.sound } : {};
  const [amber, red] = [seconds(from.amber), seconds(from.red)];
  if (amber === undefined || red === undefined) return sound;
  return { ...sound, amber: Math.min(amber, red), red: Math.max(amber, red) };
}

let own = checked(read(KEYS.settings));
const watchers = new Set<() => void>();

export function setBarSettings(change: Own): void {
  own = checked({ ...own, ...change });
  write(KEYS.settings, own);
  for (const watcher of [...watchers]) watcher();
}

export function useBarSettings(): BarSettings & { own: boolean } {
  const { bar_amber_seconds, bar_red_seconds } = useShop();
  const mine = useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => own,
  );
  return useMemo(
    () => ({
      amber: bar_amber_seconds,
      red: bar_red_seconds,
      sound: true,
      ...mine,
      own: mine.amber !== undefined,
    }),
    [bar_amber_seconds, bar_red_seconds, mine],
  );
}

/** Cups made so far: order, then one number per line. */
export type Ticks = Readonly<Record<string, readonly number[]>>;

export function storedTicks(): Ticks {
  const stored = read(KEYS.ticks);
  return typeof stored === "object" && stored !== null ? (stored as Ticks) : {};
}

export const storeTicks = (ticks: Ticks): void => write(KEYS.ticks, ticks);

export const madeCups = (ticks: Ticks, orderId: string, line: number): number =>
  ticks[orderId]?.[line] ?? 0;

/** One more cup of a line is made; after the last one the line starts again. */
export function ticked(ticks: Ticks, orderId: string, line: number, qty: number): Ticks {
  const row = [...(ticks[orderId] ?? [])];
  while (row.length <= line) row.push(0);
  const now = row[line] ?? 0;
  row[line] = now >= qty ? 0 : now + 1;
  return { ...ticks, [orderId]: row };
}

/** Ticks of the tickets that are still there. */
export function prunedTicks(ticks: Ticks, here: (orderId: string) => boolean): Ticks {
  const kept = Object.entries(ticks).filter(([orderId]) => here(orderId));
  return kept.length === Object.keys(ticks).length ? ticks : Object.fromEntries(kept);
}

const SEEN_MAX = 500;

/** Cancelled tickets somebody has acknowledged on this screen. */
export function storedSeen(): ReadonlySet<string> {
  const stored = read(KEYS.seen);
  return new Set(Array.isArray(stored) ? stored.map(String) : []);
}

export const storeSeen = (seen: ReadonlySet<string>): void =>
  write(KEYS.seen, [...seen].slice(-SEEN_MAX));

/** Since when this screen is a bar display: what was cancelled before was never on it. */
export function watchingSince(now: number): number {
  const stored = read(KEYS.since);
  if (typeof stored === "number" && stored <= now) return stored;
  write(KEYS.since, now);
  return now;
}
