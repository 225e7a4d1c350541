import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { listMenu, type MenuList, recordVisit, unwrap } from "@/api/client";
import { catalogueOf } from "@/order/menu";

/** The menu for a customer: fresh whenever the phone comes back to it. */
export function useGuestMenu() {
  return useQuery({
    queryKey: ["phone", "menu"],
    queryFn: async () => catalogueOf((await unwrap<MenuList>(listMenu())).items),
    staleTime: 10_000,
    refetchOnWindowFocus: true,
  });
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
