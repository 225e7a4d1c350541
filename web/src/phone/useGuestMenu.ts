import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import {
  listMenu,
  listSoldOut,
  type MenuList,
  recordVisit,
  type SoldOut,
  unwrap,
} from "@/api/client";
import { type Catalogue, catalogueOf } from "@/order/menu";
import { isNothing, withSoldOut } from "@/order/soldOut";

const leftOf = (all: Catalogue | undefined, out: SoldOut | undefined) =>
  all && out && !isNothing(out) ? catalogueOf(withSoldOut(all.items.values(), out)) : all;

/** Asked for while somebody looks: a stream for each phone at a table would cost the shop more. */
const SOLD_OUT_MS = 1_500;

export const guestMenu = {
  queryKey: ["phone", "menu"],
  queryFn: async () => catalogueOf((await unwrap<MenuList>(listMenu())).items),
};

/** The menu for a customer: fresh whenever the phone comes back to it, and what runs out soon. */
export function useGuestMenu(shopId: string) {
  const menu = useQuery({ ...guestMenu, staleTime: 10_000, refetchOnWindowFocus: true });
  const soldOut = useQuery({
    queryKey: ["phone", "sold-out", shopId],
    queryFn: () => unwrap<SoldOut>(listSoldOut({ query: { shop_id: shopId } })),
    refetchInterval: SOLD_OUT_MS,
  });
  const [all, out] = [menu.data, soldOut.data];
  const left = useMemo(() => leftOf(all, out), [all, out]);
  const refetch = async () => {
    const [{ data }, { data: gone }] = await Promise.all([menu.refetch(), soldOut.refetch()]);
    return leftOf(data, gone);
  };
  return { menu: left, error: menu.error, refetch };
}

const SESSION = "phone.session";

function sessionId(): string {
  try {
    const known = sessionStorage.getItem(SESSION);
    if (known) return known;
    const fresh = crypto.randomUUID();
    sessionStorage.setItem(SESSION, fresh);
    return fresh;
  } catch {
    return "private";
  }
}

const told = new Set<string>();

/** A page that is looked at is a visit, once per load. */
export function useVisit(page: string, shopId: string): void {
  useEffect(() => {
    if (told.has(page)) return;
    told.add(page);
    // Nobody's order depends on whether it was counted.
    const body = { session_id: sessionId(), page, shop_id: shopId };
    void unwrap(recordVisit({ body })).catch(() => undefined);
  }, [page, shopId]);
}
