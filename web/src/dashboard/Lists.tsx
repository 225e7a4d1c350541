import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import {
  type IngredientList,
  inventoryAlerts,
  type TopItemList,
  topItems,
  unwrap,
} from "@/api/client";
import { useLanguage } from "@/app/i18n";
import { usePushed } from "@/app/usePushed";
import { nameOf } from "@/bar/menuBook";
import { count, money } from "@/lib/money";
import { SHOP } from "@/lib/shop";
import styles from "./DashboardPage.module.css";
import { MINUTE_MS } from "./minuteBook";
import type { Behind } from "./OrdersDrawer";
import { strings } from "./strings";
import { Tile } from "./Tile";
import type { Sales } from "./useSales";

const TOP_MS = 1_000;
const STOCK_MS = 2_000;
const NO_NAMES = new Map();

interface TopProps {
  sales: Sales;
  minutes: number;
  open(behind: Behind, label?: string): ReactNode;
}

/** Best sellers of the minute windows up to now; the windows move on with every minute. */
export function TopTile({ sales, minutes, open }: TopProps) {
  const t = strings.useT();
  const language = useLanguage();
  const { minute, book } = sales;
  const answer = usePushed<TopItemList>(
    ["live", "analytics"],
    String(minute),
    () => unwrap<TopItemList>(topItems({ query: { shop_id: SHOP, minutes, limit: 10 } })),
    TOP_MS,
  );
  const span = { from: minute - (minutes - 1) * MINUTE_MS, to: minute + MINUTE_MS };
  const title = t(minutes === 5 ? "topShort" : "topLong");
  const items = answer.data?.items ?? [];
  const most = items[0]?.qty ?? 1;
  return (
    <Tile
      room="top"
      title={title}
      provisional={book.provisional(span)}
      asOf={answer.asOf}
      loaded={answer.data !== undefined}
      error={answer.error}
      action={open({ title, spans: [span] })}
    >
      {items.length === 0 && <p className="hint">{t("noSales")}</p>}
      <ol className={styles.top}>
        {items.map((item) => {
          const name = item.name ?? nameOf(NO_NAMES, item.menu_id);
          const behind = { title: name, spans: [span], only: { menuId: item.menu_id } };
          return (
            <li key={item.menu_id} className={styles.topItem}>
              <meter className={styles.meter} min={0} max={most} value={item.qty} aria-hidden />
              {open(behind, name)}
              <b className={styles.cups}>{t("drinks", { count: item.qty })}</b>
              <span className={styles.amount}>{money(item.revenue, language)}</span>
            </li>
          );
        })}
      </ol>
    </Tile>
  );
}

export function StockTile() {
  const t = strings.useT();
  const language = useLanguage();
  const answer = usePushed<IngredientList>(
    ["inventory_events"],
    "stock",
    () => unwrap<IngredientList>(inventoryAlerts({ query: { shop_id: SHOP } })),
    STOCK_MS,
  );
  const items = answer.data?.items ?? [];
  return (
    <Tile
      room="counts"
      title={t("stock")}
      provisional={undefined}
      asOf={answer.asOf}
      loaded={answer.data !== undefined}
      error={answer.error}
      action={
        <Link to="/stock" className={`button quiet ${styles.small}`}>
          {t("toStock")}
        </Link>
      }
    >
      {items.length === 0 && <p className="hint">{t("noStock")}</p>}
      <ul className={styles.stock}>
        {items.map((item) => (
          <li key={item.ingredient_id}>
            <b>{item.name}</b>
            {item.on_hand <= 0 && <strong className={styles.out}>{t("out")}</strong>}
            <p className="hint">
              {t("left", {
                amount: count(item.on_hand, language),
                unit: item.unit,
                threshold: count(item.threshold, language),
              })}
            </p>
          </li>
        ))}
      </ul>
    </Tile>
  );
}
