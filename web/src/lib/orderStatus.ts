import type { OrderStatus } from "@/api/client";

const RANK: Record<OrderStatus, number> = {
  placed: 0,
  preparing: 1,
  ready: 2,
  completed: 3,
  cancelled: 3,
};

/** How far an order is; a status only ever goes on to a greater one. */
export const rank = (status: OrderStatus): number => RANK[status];
