import { useEffect, useRef } from "react";
import { listSoldOut, type SoldOut, unwrap } from "@/api/client";
import { usePushed } from "@/app/usePushed";
import { SHOP } from "@/lib/shop";
import { isNothing } from "@/order/soldOut";

const ASK_MS = 1_000;
const ask = () => unwrap<SoldOut>(listSoldOut({ query: { shop_id: SHOP } }));

/** Tells what the stock does not suffice for, whenever that changes; null: nothing. */
export default function SoldOutWatch({ onChange }: { onChange(out: SoldOut | null): void }) {
  const { data } = usePushed<SoldOut>(
    ["inventory_events", "menu_updates"],
    "sold-out",
    ask,
    ASK_MS,
  );
  const told = useRef("null");
  useEffect(() => {
    if (!data) return;
    const out = isNothing(data) ? null : data;
    const text = JSON.stringify(out);
    if (text === told.current) return;
    told.current = text;
    onChange(out);
  }, [data, onChange]);
  return null;
}
