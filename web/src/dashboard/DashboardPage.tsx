import { lazy, Suspense, useState } from "react";
import { useErrorText } from "@/app/pages";
import { HourTile, MinuteTile } from "./Charts";
import styles from "./DashboardPage.module.css";
import { HeatTile } from "./HeatTile";
import { KeyFigures } from "./KeyFigures";
import { StockTile, TopTile } from "./Lists";
import { type Behind, OrdersDrawer } from "./OrdersDrawer";
import { ProofTile } from "./ProofTile";
import { strings } from "./strings";
import { useSales } from "./useSales";

const ExportDialog = lazy(() => import("./ExportDialog"));

/** How the shop is doing, now: pushed by the stream, every number open down to its orders. */
export default function DashboardPage() {
  const t = strings.useT();
  const text = useErrorText();
  const sales = useSales();
  const [behind, setBehind] = useState<Behind | null>(null);
  const [exporting, setExporting] = useState(false);
  const open = (what: Behind, label?: string) => (
    <button
      type="button"
      className={label ? styles.inline : `button quiet ${styles.small}`}
      aria-label={t("openOf", { title: label ?? what.title })}
      onClick={() => setBehind(what)}
    >
      {label ?? t("open")}
    </button>
  );
  const shared = { sales, open, show: setBehind };
  return (
    <main className={styles.page}>
      <div className={styles.head}>
        <h1>{t("title")}</h1>
        <button type="button" className="button" onClick={() => setExporting(true)}>
          {t("export")}
        </button>
      </div>
      {sales.error !== null && sales.loaded && (
        <p className="error" role="alert">
          {text(sales.error)}
        </p>
      )}
      <div className={styles.figures}>
        <KeyFigures sales={sales} open={open} />
      </div>
      <div className={styles.tiles}>
        <MinuteTile {...shared} />
        <HourTile {...shared} />
        <TopTile sales={sales} minutes={5} open={open} />
        <TopTile sales={sales} minutes={60} open={open} />
        <StockTile />
        <ProofTile />
        <HeatTile {...shared} />
      </div>
      <p className="hint">{t("rule")}</p>
      {exporting && (
        <Suspense>
          <ExportDialog onClose={() => setExporting(false)} />
        </Suspense>
      )}
      {behind && <OrdersDrawer behind={behind} onClose={() => setBehind(null)} />}
    </main>
  );
}
