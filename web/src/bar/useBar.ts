import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { useLive, useLiveState } from "@/app/live";
import { forgetSessionOn401 } from "@/app/session";
import { serverTime } from "@/lib/serverClock";
import { SHOP } from "@/lib/shop";
import { barApi } from "./api";
import {
  prunedTicks,
  storedSeen,
  storedTicks,
  storeSeen,
  storeTicks,
  type Ticks,
  ticked,
  watchingSince,
} from "./device";
import { BarStore, type BarView } from "./store";

const DAY_MS = 86_400_000;

export interface Bar {
  view: BarView;
  ticks: Ticks;
  store: BarStore;
  tick(orderId: string, line: number, qty: number): void;
  acknowledge(orderId: string): void;
}

/** The queue of this screen, kept up to date for as long as the page is open. */
export function useBar(): Bar {
  const seen = useRef<ReadonlySet<string>>(new Set());
  const [store] = useState(() => {
    seen.current = storedSeen();
    const since = watchingSince(serverTime(Date.now()));
    return new BarStore(
      barApi,
      () => Math.max(since, serverTime(Date.now()) - DAY_MS),
      (orderId) => seen.current.has(orderId),
      forgetSessionOn401,
    );
  });
  const view = useSyncExternalStore(store.watch, store.current);

  useLive(["orders", "order_status", "menu_updates"], (record) => {
    const { shop_id = SHOP } = record.value;
    if (record.topic === "menu_updates" || shop_id === SHOP) store.hear(record);
  });
  const line = useLiveState();
  useEffect(() => {
    // Each time a stream has opened: first it listens, then it asks. Nothing falls in between.
    if (line.kind === "live") void store.refresh();
  }, [line, store]);

  useEffect(() => {
    const flush = () => store.flush();
    addEventListener("pagehide", flush);
    return () => {
      removeEventListener("pagehide", flush);
      store.flush();
    };
  }, [store]);

  const [ticks, setTicks] = useState(storedTicks);
  const { loaded, tickets } = view;
  useEffect(() => {
    if (loaded) setTicks((before) => prunedTicks(before, (id) => tickets.has(id)));
  }, [loaded, tickets]);
  useEffect(() => storeTicks(ticks), [ticks]);

  const [calls] = useState(() => ({
    tick: (orderId: string, line: number, qty: number) =>
      setTicks((before) => ticked(before, orderId, line, qty)),
    acknowledge: (orderId: string) => {
      seen.current = new Set(seen.current).add(orderId);
      storeSeen(seen.current);
      store.acknowledge(orderId);
    },
  }));
  return { view, ticks, store, ...calls };
}
