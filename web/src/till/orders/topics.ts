import type { Role } from "@/api/client";

export const isManager = (role: Role | undefined) => role === "owner" || role === "manager";

const TOPICS = ["orders", "order_status", "payments", "shifts"];

/** What happens to orders and to the drawer. Refunds are not for a cashier's stream. */
export const orderTopics = (role: Role | undefined): string[] =>
  isManager(role) ? [...TOPICS, "refunds"] : TOPICS;
