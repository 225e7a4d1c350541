import { useEffect, useSyncExternalStore } from "react";
import { getShop, type Shop, unwrap } from "@/api/client";
import { setShopZone } from "@/lib/time";
import { type LiveRecord, useLive, useLiveState } from "./live";

/** Until the server has said something on this device for the first time. */
export const DEFAULTS: Shop = {
  bar_amber_seconds: 180,
  bar_red_seconds: 300,
  cashier_discount_percent: 100,
  cut_off_hour: 4,
  guest_orders: true,
  receipt_footer: "",
  shop_name: "",
  takes_vietqr: false,
  time_zone: "Asia/Ho_Chi_Minh",
};
const KEPT = "shop";

/** What was known last: a till without a connection prints the shop's name all the same. */
function kept(): Shop {
  try {
    return { ...DEFAULTS, ...JSON.parse(localStorage.getItem(KEPT) ?? "{}") };
  } catch {
    return DEFAULTS;
  }
}

let shop = kept();
setShopZone(shop.time_zone);
const watchers = new Set<() => void>();

function put(next: Shop): void {
  shop = next;
  setShopZone(shop.time_zone);
  try {
    localStorage.setItem(KEPT, JSON.stringify(shop));
  } catch {
    // A full or forbidden store: it is asked for again at the next start.
  }
  for (const watcher of [...watchers]) watcher();
}

const watch = (watcher: () => void) => {
  watchers.add(watcher);
  return () => {
    watchers.delete(watcher);
  };
};

/** What the shop has decided, as far as every screen must know it. */
export const useShop = (): Shop => useSyncExternalStore(watch, () => shop);

export async function loadShop(): Promise<void> {
  try {
    put(await unwrap<Shop>(getShop()));
  } catch {
    // What was known last stays; the next connection asks again.
  }
}

/** The shop after one `settings` event; the account is nobody's business here. */
export function withSetting(now: Shop, { value }: Pick<LiveRecord, "value">): Shop {
  const { name, value: next } = value as { name: string; value: unknown };
  if (name === "bank_account") return { ...now, takes_vietqr: next !== "" };
  return name in DEFAULTS ? { ...now, [name]: next } : now;
}

/** Keeps the settings fresh while it is mounted: asked with every connection, then told. */
export function useFollowShop(): void {
  const line = useLiveState().kind;
  useLive(["settings"], (record) => put(withSetting(shop, record)));
  useEffect(() => {
    if (line !== "connecting") void loadShop();
  }, [line]);
}
