import { type ReactNode, useMemo } from "react";
import { type SalesSeries, sales as salesQuery, unwrap } from "@/api/client";
import { useLanguage } from "@/app/i18n";
import { usePushed } from "@/app/usePushed";
import { useMedia } from "@/lib/media";
import styles from "./DashboardPage.module.css";
import { type HeatCell, heatMap, heatSpan } from "./heat";
import type { Behind } from "./OrdersDrawer";
import { strings } from "./strings";
import { Tile } from "./Tile";
import { query, type Sales } from "./useSales";

const EVERY_MS = 5_000;
const DAYS = [0, 1, 2, 3, 4, 5, 6] as const;

/**
 * A table and not a canvas: the numbers are in it, everybody can read it and walk through it, and
 * colour only underlines them. It also weighs nothing.
 */
export function HeatTile({
  sales,
  open,
  show,
}: {
  sales: Sales;
  open(behind: Behind): ReactNode;
  show(behind: Behind): void;
}) {
  const t = strings.useT();
  const language = useLanguage();
  const { day } = sales;
  const answer = usePushed<SalesSeries>(
    [],
    String(day.from),
    () => unwrap<SalesSeries>(salesQuery({ query: { ...query(heatSpan(day)), bucket: "hour" } })),
    EVERY_MS,
  );
  const rows = useMemo(
    () => heatMap(answer.data?.series ?? [], heatSpan({ from: day.from, to: day.to })),
    [answer.data, day.from, day.to],
  );
  const number = new Intl.NumberFormat(language === "vi" ? "vi-VN" : "en", {
    maximumFractionDigits: 1,
  });
  const label = (cell: HeatCell) =>
    t("heatCell", {
      day: t(`day${cell.weekday}` as "day0"),
      hour: `${cell.hour}:00`,
      average: number.format(cell.average),
    });
  const title = t("heat");
  const wide = useMedia("(min-width: 75rem)");
  const days = (scope: "col" | "row") =>
    DAYS.map((day) => (
      <th key={day} scope={scope} abbr={t(`day${day}`)}>
        {t(`short${day}`)}
      </th>
    ));
  const cellOf = (cell: HeatCell | undefined) =>
    cell && (
      <td key={`${cell.weekday} ${cell.hour}`} className={styles[`level${cell.level}`]}>
        <button
          type="button"
          aria-label={label(cell)}
          disabled={cell.average === 0}
          onClick={() => show({ title: label(cell), spans: [...cell.spans].reverse() })}
        >
          {number.format(cell.average)}
        </button>
      </td>
    );
  return (
    <Tile
      title={title}
      provisional={false}
      asOf={answer.asOf}
      loaded={answer.data !== undefined}
      error={answer.error}
      action={open({ title, spans: [heatSpan(day)] })}
    >
      {rows.length === 0 ? (
        <p className="hint">{t("noSales")}</p>
      ) : (
        <table className={styles.heat}>
          <thead>
            <tr>
              <th scope="col">{t(wide ? "weekday" : "hourOfDay")}</th>
              {wide
                ? rows.map(([cell]) => cell && <Hour key={cell.hour} {...cell} scope="col" />)
                : days("col")}
            </tr>
          </thead>
          <tbody>
            {wide
              ? DAYS.map((day, n) => (
                  <tr key={day}>
                    {days("row")[n]}
                    {rows.map((row) => cellOf(row[n]))}
                  </tr>
                ))
              : rows.map((row) => (
                  <tr key={row[0]?.hour}>
                    {row[0] && <Hour {...row[0]} scope="row" />}
                    {row.map(cellOf)}
                  </tr>
                ))}
          </tbody>
        </table>
      )}
    </Tile>
  );
}

function Hour({ hour, scope }: { hour: number; scope: "col" | "row" }) {
  return <th scope={scope}>{hour}:00</th>;
}
