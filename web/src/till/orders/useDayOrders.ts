import { useCallback, useEffect, useState, useSyncExternalStore } from "react";
import { getOrder, listOrders, type Order, type OrderList, unwrap } from "@/api/client";
import { useLive, useLiveState } from "@/app/live";
import { useSession } from "@/app/session";
import { businessDay } from "@/lib/businessDay";
import { serverTime } from "@/lib/serverClock";
import { SHOP } from "@/lib/shop";
import type { Outbox } from "../outbox/outbox";
import type { Sale } from "../outbox/sale";
import type { TillStore } from "../outbox/store";
import { DayOrders, type DayView } from "./dayOrders";
import { orderTopics } from "./topics";

const PAGE = 50;
const ANSWER_MS = 8_000;

/** When the shop's day began, as the server's clock has it. */
const dayStart = () => businessDay(serverTime(Date.now())).from;

/** The orders of the business day, live for as long as somebody looks at them. */
export function useDayOrders(): { view: DayView; list: DayOrders } {
  const [list] = useState(() => {
    const from = new Date(dayStart()).toISOString();
    const query = { shop_id: SHOP, from, limit: PAGE };
    return new DayOrders({
      page: (cursor) =>
        unwrap<OrderList>(
          listOrders({ query: { ...query, cursor }, signal: AbortSignal.timeout(ANSWER_MS) }),
        ),
      order: (order_id) => unwrap<Order>(getOrder({ path: { order_id } })),
    });
  });
  const view = useSyncExternalStore(list.watch, list.current);
  const who = useSession();
  useLive(orderTopics(who?.role), (record) => list.hear(record));
  const line = useLiveState().kind;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asks anew when the line stands again
  useEffect(() => {
    void list.load();
  }, [line, list]);
  return { view, list };
}

export interface OwnSales {
  waiting: Sale[];
  stuck: Sale[];
  settled: Sale[];
  /** Of today, newest first. */
  stored: Map<string, Sale>;
}

/** What this till sold and has on its own disk. */
export function useOwnSales(store: TillStore, outbox: Outbox): OwnSales | null {
  const [own, setOwn] = useState<OwnSales | null>(null);
  const read = useCallback(async () => {
    const [waiting, stuck, settled, stored] = await Promise.all(
      (["waiting", "stuck", "settled", "stored"] as const).map((state) => store.inState(state)),
    );
    const today = new Date(dayStart()).toISOString();
    const isToday = (sale: Sale) => sale.sold_at >= today;
    setOwn({
      waiting: waiting ?? [],
      stuck: stuck ?? [],
      settled: (settled ?? []).filter(isToday),
      stored: new Map(
        (stored ?? [])
          .filter(isToday)
          .map((sale) => [sale.order_id, sale] as const)
          .reverse(),
      ),
    });
  }, [store]);
  useEffect(() => {
    void read();
    return outbox.watch(() => void read());
  }, [read, outbox]);
  return own;
}
