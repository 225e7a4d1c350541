import { useSyncExternalStore } from "react";

/** One second hand for the whole page: every timer on it moves in the same moment. */
const watchers = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | null = null;

function tick(): void {
  now = Date.now();
  for (const watcher of [...watchers]) watcher();
}

function watch(watcher: () => void): () => void {
  if (timer === null) {
    now = Date.now();
    timer = setInterval(tick, 1_000);
  }
  watchers.add(watcher);
  return () => {
    watchers.delete(watcher);
    if (watchers.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  };
}

const current = () => (timer === null ? Date.now() : now);

/**
 * This device's clock, once a second, seen through `select`: a component that wants whole minutes
 * is drawn once a minute.
 */
export function useNow<T extends string | number | boolean | null>(select: (now: number) => T): T {
  return useSyncExternalStore(watch, () => select(current()));
}
