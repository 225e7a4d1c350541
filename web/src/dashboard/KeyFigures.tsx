import type { ReactNode } from "react";
import { type Kpis, kpis, unwrap } from "@/api/client";
import { useLanguage } from "@/app/i18n";
import { usePushed } from "@/app/usePushed";
import { count, money, percent } from "@/lib/money";
import { stopwatch } from "@/lib/time";
import { change, lastWeekSoFar } from "./compare";
import styles from "./DashboardPage.module.css";
import type { Behind } from "./OrdersDrawer";
import { strings } from "./strings";
import { Tile } from "./Tile";
import { query, type Sales } from "./useSales";

const EVERY_MS = 1_000;

interface Props {
  sales: Sales;
  open(behind: Behind): ReactNode;
}

/** Today in six numbers. Revenue and orders are pushed; the others are asked for when told to. */
export function KeyFigures({ sales, open }: Props) {
  const t = strings.useT();
  const language = useLanguage();
  const { book, day, minute } = sales;
  const today = book.sum(day);
  const week = lastWeekSoFar(book, day, minute);
  const average = (sum: typeof today) => (sum.orders === 0 ? 0 : sum.revenue / sum.orders);
  const pushed = { ...sales, provisional: book.provisional(day) };
  const action = (title: string, only?: Behind["only"]) => open({ title, spans: [day], only });
  return (
    <>
      <Tile {...pushed} room="figure" title={t("revenue")} action={action(t("revenue"))}>
        <Big>{money(today.revenue, language)}</Big>
        <Change now={today.revenue} before={week.revenue} />
      </Tile>
      <Tile {...pushed} room="figure" title={t("orders")} action={action(t("orders"))}>
        <Big>{count(today.orders, language)}</Big>
        <p className="hint">{t("drinks", { count: today.items })}</p>
        <Change now={today.orders} before={week.orders} />
      </Tile>
      <Tile {...pushed} room="figure" title={t("average")} action={action(t("average"))}>
        <Big>{today.orders === 0 ? "–" : money(Math.round(average(today)), language)}</Big>
        <Change now={average(today)} before={average(week)} />
      </Tile>
      <Asked sales={sales} action={action} />
    </>
  );
}

function Asked({
  sales,
  action,
}: {
  sales: Sales;
  action(title: string, only?: Behind["only"]): ReactNode;
}) {
  const t = strings.useT();
  const language = useLanguage();
  const { book, day } = sales;
  const answer = usePushed<Kpis>(
    ["live", "refunds", "order_status"],
    String(day.from),
    () => unwrap<Kpis>(kpis({ query: query(day) })),
    EVERY_MS,
  );
  const { data } = answer;
  const tile = { asOf: answer.asOf, error: answer.error, loaded: data !== undefined };
  const open = (...types: string[]) => book.provisional(day, types);
  const serve = data?.time_to_serve;
  const seconds = (value: number | null | undefined) =>
    value === null || value === undefined ? "–" : stopwatch(value);
  return (
    <>
      <Tile
        {...tile}
        room="figure"
        title={t("refundRate")}
        provisional={open("sales_per_minute", "refunds_per_minute")}
        action={action(t("refundRate"), { refunded: true })}
      >
        <Big>{percent(data?.refund_rate ?? null, language)}</Big>
        <p className="hint">
          {t("refunded", {
            amount: money(data?.refunded_amount ?? 0, language),
            count: data?.refunds ?? 0,
          })}
        </p>
      </Tile>
      <Tile
        {...tile}
        room="figure"
        title={t("conversion")}
        provisional={open("sales_per_minute", "visits_per_minute")}
        action={action(t("conversion"))}
      >
        <Big>{percent(data?.conversion_rate ?? null, language)}</Big>
        <p className="hint">
          {data?.visits
            ? t("visits", {
                orders: count(data.orders, language),
                visits: count(data.visits, language),
              })
            : t("noVisits")}
        </p>
      </Tile>
      <Tile
        {...tile}
        room="figure"
        title={t("serve")}
        provisional={false}
        action={action(t("serve"))}
      >
        <Big>{seconds(serve?.p50_seconds)}</Big>
        {serve?.count ? (
          <>
            <p className="hint">{t("median")}</p>
            <p className="hint">
              {t("p90", { time: seconds(serve.p90_seconds) })} ·{" "}
              {t("served", { count: serve.count })}
            </p>
          </>
        ) : (
          <p className="hint">{t("noServed")}</p>
        )}
      </Tile>
    </>
  );
}

function Big({ children }: { children: ReactNode }) {
  return <p className={styles.big}>{children}</p>;
}

function Change({ now, before }: { now: number; before: number }) {
  const t = strings.useT();
  const language = useLanguage();
  const share = change(now, before);
  if (share === null) return <p className="hint">{t("noLastWeek")}</p>;
  const text = percent(Math.abs(share), language);
  if (percent(0, language) === text) return <p className="hint">{t("same")}</p>;
  const up = share > 0;
  return (
    <p className={`hint ${up ? styles.up : styles.down}`}>
      <span aria-hidden="true">{up ? "▲" : "▼"}</span> {t(up ? "up" : "down", { share: text })}
    </p>
  );
}
