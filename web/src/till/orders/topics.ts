import type { Role } from "@/api/client";

export const isManager = (role: Role | undefined) => role === "owner" || role === "manager";

const TOPICS = ["orders", "order_status", "payments", "shifts", "inventory_events"];

/** What happens to orders, the drawer and the stock. Refunds are not for a cashier's stream. */
export const orderTopics = (role: Role | undefined): string[] =>
  isManager(role) ? [...TOPICS, "refunds"] : TOPICS;
