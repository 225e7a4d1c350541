import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import {
  type IngredientList,
  listInventory,
  listMenu,
  type MenuItem,
  type MenuList,
  unwrap,
} from "@/api/client";
import { useLive } from "@/app/live";
import { SHOP } from "@/lib/shop";
import { currentItems, type Told, toldOf, withTold } from "./list";

export interface Menu {
  items: MenuItem[];
  loading: boolean;
  error: unknown;
  /** What a change made here was answered with. */
  note(told: Told): void;
}

/** The menu, patched in place by whatever anybody changes. */
export function useMenu(): Menu {
  const [told, setTold] = useState<ReadonlyMap<string, Told>>(new Map());
  const note = useCallback((one: Told) => setTold((all) => withTold(all, one)), []);
  useLive(["menu_updates"], (record) => {
    const one = toldOf(record);
    if (one) note(one);
  });
  const { data, error, isPending } = useQuery({
    queryKey: ["admin", "menu"],
    queryFn: () => unwrap<MenuList>(listMenu()),
    staleTime: 0,
  });
  const items = useMemo(() => currentItems(data?.items ?? [], told), [data, told]);
  return { items, loading: isPending, error, note };
}

export function useIngredients() {
  return useQuery({
    queryKey: ["admin", "ingredients"],
    queryFn: async () =>
      (await unwrap<IngredientList>(listInventory({ query: { shop_id: SHOP } }))).items,
  });
}
