import { lazy, type ReactNode, Suspense, useState } from "react";
import { useLanguage } from "@/app/i18n";
import { HOUR_MS, type Span } from "@/lib/businessDay";
import { count, money } from "@/lib/money";
import { serverTime } from "@/lib/serverClock";
import { clock } from "@/lib/time";
import { hourPairs } from "./compare";
import styles from "./DashboardPage.module.css";
import { MINUTE_MS, type Numbers } from "./minuteBook";
import type { Behind } from "./OrdersDrawer";
import type { Series } from "./Plot";
import { strings } from "./strings";
import { Tile } from "./Tile";
import { CHART_MINUTES, type Sales } from "./useSales";

const Plot = lazy(() => import("./Plot"));

interface Row {
  span: Span;
  numbers: Numbers;
  provisional: boolean;
  lastWeek?: Numbers;
}

interface Props {
  sales: Sales;
  open(behind: Behind, label?: string): ReactNode;
  show(behind: Behind): void;
}

export function MinuteTile({ sales, ...props }: Props) {
  const t = strings.useT();
  const { book, minute } = sales;
  const known = serverTime(sales.asOf());
  const whole = { from: minute - (CHART_MINUTES - 1) * MINUTE_MS, to: minute + MINUTE_MS };
  const rows = book.buckets(whole, MINUTE_MS).map(({ start, sum }): Row => {
    const span = { from: start, to: start + MINUTE_MS };
    return { span, numbers: sum, provisional: book.unsettled(span, known) };
  });
  return <ChartTile {...props} sales={sales} title={t("perMinute")} whole={whole} rows={rows} />;
}

export function HourTile({ sales, ...props }: Props) {
  const t = strings.useT();
  const { book, day, minute } = sales;
  const known = serverTime(sales.asOf());
  const rows = hourPairs(book, day, minute).map(({ start, today, lastWeek }): Row => {
    const span = { from: start, to: start + HOUR_MS };
    return { span, numbers: today, lastWeek, provisional: book.unsettled(span, known) };
  });
  return <ChartTile {...props} sales={sales} title={t("perHour")} whole={day} rows={rows} />;
}

function ChartTile({
  sales,
  title,
  whole,
  rows,
  open,
  show,
}: Props & { title: string; whole: Span; rows: Row[] }) {
  const t = strings.useT();
  const language = useLanguage();
  const [table, setTable] = useState(false);
  const total = sales.book.sum(whole);
  const compared = rows.some((row) => row.lastWeek);
  const name = (row: Row) => `${title}, ${clock(row.span.from, language)}`;
  const behind = (row: Row): Behind => ({ title: name(row), spans: [row.span] });
  const series: Series[] = [
    { look: "full", values: rows.map((row) => (row.provisional ? null : row.numbers.revenue)) },
    { look: "hollow", values: rows.map((row) => (row.provisional ? row.numbers.revenue : null)) },
  ];
  if (compared) {
    series.push({ look: "dashed", values: rows.map((row) => row.lastWeek?.revenue ?? null) });
  }
  return (
    <Tile
      room="chart"
      {...sales}
      title={title}
      provisional={sales.book.provisional(whole)}
      action={
        <>
          <button
            type="button"
            className={`button quiet ${styles.small}`}
            aria-pressed={table}
            onClick={() => setTable(!table)}
          >
            {t(table ? "showChart" : "showTable")}
          </button>
          {open({ title, spans: [whole] })}
        </>
      }
    >
      <p className="visually-hidden">
        {t("chartText", {
          title,
          count: total.orders,
          amount: money(total.revenue, language),
        })}
      </p>
      {table ? (
        <Table rows={rows} compared={compared} title={title}>
          {(row) => open(behind(row), clock(row.span.from, language))}
        </Table>
      ) : (
        <>
          <div className={styles.plot}>
            <Suspense fallback={null}>
              <Plot
                xs={rows.map((row) => row.span.from)}
                series={series}
                language={language}
                onPick={(index) => {
                  const row = rows[index];
                  if (row) show(behind(row));
                }}
              />
            </Suspense>
            {total.orders === 0 && <p className={styles.nothing}>{t("noSales")}</p>}
          </div>
          <p className={styles.legend}>
            <span className={styles.full}>{t("legendFinal")}</span>
            <span className={styles.hollow}>{t("legendOpen")}</span>
            {compared && <span className={styles.dashed}>{t("legendWeek")}</span>}
          </p>
        </>
      )}
    </Tile>
  );
}

function Table({
  rows,
  compared,
  title,
  children,
}: {
  rows: Row[];
  compared: boolean;
  title: string;
  children(row: Row): ReactNode;
}) {
  const t = strings.useT();
  const language = useLanguage();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by key
    <section className={styles.scroll} tabIndex={0} aria-label={title}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t("time")}</th>
            <th scope="col">{t("orderCount")}</th>
            <th scope="col">{t("money")}</th>
            {compared && <th scope="col">{t("lastWeek")}</th>}
            <th scope="col">{t("state")}</th>
          </tr>
        </thead>
        <tbody>
          {[...rows].reverse().map((row) => (
            <tr key={row.span.from}>
              <th scope="row">{children(row)}</th>
              <td>{count(row.numbers.orders, language)}</td>
              <td>{money(row.numbers.revenue, language)}</td>
              {compared && <td>{money(row.lastWeek?.revenue ?? 0, language)}</td>}
              <td>{t(row.provisional ? "provisional" : "final")}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
