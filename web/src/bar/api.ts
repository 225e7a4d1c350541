import {
  getOrder,
  listEvents,
  listMenu,
  listOrders,
  type MenuList,
  type Order,
  type OrderList,
  type OrderStatus,
  setOrderStatus,
  unwrap,
} from "@/api/client";
import type { LiveRecord } from "@/app/live";
import { SHOP } from "@/lib/shop";
import type { BarApi } from "./store";
import { OPEN } from "./tickets";

const PAGE = 200;
const HISTORY_PAGE = 1_000;

async function all(status: OrderStatus, from?: string): Promise<Order[]> {
  const orders: Order[] = [];
  let cursor: string | undefined;
  do {
    const query = { shop_id: SHOP, status, from, cursor, limit: PAGE };
    const page: OrderList = await unwrap<OrderList>(listOrders({ query }));
    orders.push(...page.items);
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
  return orders;
}

export const barApi: BarApi = {
  async open() {
    // An order that moves on between two of these lists is caught by its event.
    const lists = await Promise.all(OPEN.map((status) => all(status)));
    return lists.flat();
  },
  async cancelled(since) {
    // By time of the sale; a drink is cancelled within the hour it was sold in.
    const from = new Date(since - 3_600_000).toISOString();
    const orders = await all("cancelled", from);
    return orders.filter((order) => Date.parse(order.status_at) >= since);
  },
  order: (order_id) => unwrap<Order>(getOrder({ path: { order_id } })),
  menu: async () => (await unwrap<MenuList>(listMenu())).items,
  async menuHistory() {
    const records: LiveRecord[] = [];
    for (let after = 0; ; ) {
      const query = { topic: "menu_updates" as const, after, limit: HISTORY_PAGE };
      const { events } = await unwrap(listEvents({ query }));
      records.push(...(events as unknown as LiveRecord[]));
      after = records.at(-1)?.position ?? after;
      if (events.length < HISTORY_PAGE) return records;
    }
  },
  move: (order_id, status, keepalive) =>
    unwrap<Order>(setOrderStatus({ path: { order_id }, body: { status }, keepalive })),
};

/** The last tickets that were handed over, the newest first. */
export async function handedOver(limit: number): Promise<Order[]> {
  const query = { shop_id: SHOP, status: "completed" as const, limit: PAGE };
  const page = await unwrap<OrderList>(listOrders({ query }));
  return page.items
    .sort((a, b) => Date.parse(b.status_at) - Date.parse(a.status_at))
    .slice(0, limit);
}
