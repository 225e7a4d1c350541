import type { Role } from "@/api/client";

export const isManager = (role: Role | undefined) => role === "owner" || role === "manager";

const TOPICS = ["orders", "order_status", "payments"];

/** What happens to orders. Refunds are not for a cashier's stream. */
export const orderTopics = (role: Role | undefined): string[] =>
  isManager(role) ? [...TOPICS, "refunds"] : TOPICS;
