import { useRef, useState } from "react";
import {
  type MenuItem,
  type Order,
  placeOrder,
  refundOrder,
  type SalesSeries,
  sales,
  unwrap,
} from "@/api/client";
import { useLanguage } from "@/app/i18n";
import { useErrorText } from "@/app/pages";
import { usePushed } from "@/app/usePushed";
import { businessDay } from "@/lib/businessDay";
import { count, money } from "@/lib/money";
import { serverTime } from "@/lib/serverClock";
import { SHOP } from "@/lib/shop";
import { uuidv7 } from "@/lib/uuid";
import { defaultOptions } from "@/order/menu";
import { Step } from "./Step";
import styles from "./Welcome.module.css";
import { strings } from "./welcomeStrings";

const SALES_MS = 250;

interface Today {
  orders: number;
  revenue: number;
}

async function askToday(): Promise<Today> {
  const day = businessDay(serverTime(Date.now()));
  const [from, to] = [new Date(day.from).toISOString(), new Date(day.to).toISOString()];
  const query = { shop_id: SHOP, from, to, bucket: "hour" as const };
  const { series } = await unwrap<SalesSeries>(sales({ query }));
  const sum = (of: (hour: Today) => number) => series.reduce((all, hour) => all + of(hour), 0);
  return { orders: sum((hour) => hour.orders), revenue: sum((hour) => hour.revenue) };
}

interface Props {
  menu: MenuItem[];
  onSold(): void;
}

/** A real sale, through the same door as the till's, watched until the stream has counted it. */
export function SaleStep({ menu, onSold }: Props) {
  const t = strings.useT();
  const language = useLanguage();
  const errorText = useErrorText();
  // One id for the sale, one for its refund: a second press after a lost answer does nothing twice.
  const ids = useRef({ order: uuidv7(), refund: uuidv7() });
  const [sold, setSold] = useState<{ order: Order; ms: number } | null>(null);
  const [before, setBefore] = useState(0);
  const [refunded, setRefunded] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const today = usePushed<Today>(["live", "analytics"], "today", askToday, SALES_MS);
  const item = menu.find(({ available }) => available);

  const run = async (step: () => Promise<void>) => {
    setBusy(true);
    setFailure(null);
    try {
      await step();
    } catch (error) {
      setFailure(errorText(error));
    }
    setBusy(false);
  };
  const sell = (drink: MenuItem) =>
    run(async () => {
      setBefore(today.data?.orders ?? 0);
      const began = performance.now();
      const order = await unwrap<Order>(
        placeOrder({
          body: {
            order_id: ids.current.order,
            shop_id: SHOP,
            items: [{ menu_id: drink.menu_id, qty: 1, options: defaultOptions(drink) }],
            payment_method: "cash",
          },
        }),
      );
      setSold({ order, ms: Math.round(performance.now() - began) });
      onSold();
    });
  const undo = (order: Order) =>
    run(async () => {
      const body = { refund_id: ids.current.refund, reason: t("reason"), restock: true };
      await unwrap(refundOrder({ path: { order_id: order.order_id }, body }));
      setRefunded(true);
    });
  const counted = today.data !== undefined && today.data.orders > before;
  return (
    <Step number={3} title={t("saleTitle")} done={sold !== null && counted}>
      <p>{item ? t("saleText", { name: item.name }) : t("saleFirst")}</p>
      {sold ? (
        <>
          <div role="status">
            <ul className={styles.news}>
              <li>
                {t("sold", {
                  number: sold.order.queue_number,
                  amount: money(sold.order.total, language),
                  ms: sold.ms,
                })}
              </li>
              <li>{t("onBar")}</li>
              <li>
                {counted && today.data
                  ? t("counted", {
                      orders: count(today.data.orders, language),
                      revenue: money(today.data.revenue, language),
                    })
                  : t("counting")}
              </li>
              {refunded && <li>{t("undone", { amount: money(sold.order.total, language) })}</li>}
            </ul>
          </div>
          {!refunded && (
            <button
              type="button"
              className="button"
              disabled={busy}
              onClick={() => void undo(sold.order)}
            >
              {t("undo")}
            </button>
          )}
        </>
      ) : (
        <button
          type="button"
          className="button primary"
          disabled={busy || !item}
          onClick={() => item && void sell(item)}
        >
          {t("sell")}
        </button>
      )}
      <p className="error" role="alert">
        {failure}
      </p>
    </Step>
  );
}
