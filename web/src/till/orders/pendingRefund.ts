import type { NewRefund } from "@/api/client";

/** A refund that was asked for and not answered: nobody knows whether the server has it. */
export type Refunding = NewRefund & {
  refund_id: string;
  items: { menu_id: string; qty: number }[];
};

const PREFIX = "refund ";

/**
 * Kept from before the first try until there is an answer, also over a crash of the tab: the repeat
 * must have the same id and content, or money would be given back twice.
 */
export function keepRefund(orderId: string, refund: Refunding): void {
  localStorage.setItem(PREFIX + orderId, JSON.stringify(refund));
}

export function pendingRefund(orderId: string): Refunding | null {
  return JSON.parse(localStorage.getItem(PREFIX + orderId) ?? "null");
}

export function forgetRefund(orderId: string): void {
  localStorage.removeItem(PREFIX + orderId);
}
