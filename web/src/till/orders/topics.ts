import type { Role } from "@/api/client";

export const isManager = (role: Role | undefined) => role === "owner" || role === "manager";

/** What happens to orders. Refunds are not for a cashier's stream. */
export const orderTopics = (role: Role | undefined): string[] =>
  isManager(role) ? ["orders", "order_status", "refunds"] : ["orders", "order_status"];
