import { useId, useState } from "react";
import { Dialog } from "@/app/Dialog";
import { useLanguage } from "@/app/i18n";
import { businessDay } from "@/lib/businessDay";
import { serverTime } from "@/lib/serverClock";
import { SHOP } from "@/lib/shop";
import { isoDate } from "@/lib/time";
import styles from "./ExportDialog.module.css";
import { DAYS_MAX, type Days, faultOf, type Preset, preset } from "./exportRange";
import { strings } from "./exportStrings";

const TABLES = ["orders", "order_lines", "daily_sales", "items"] as const;
const FORMATS = ["xlsx", "csv"] as const;
const PRESETS: Preset[] = ["today", "week", "month", "lastMonth"];

/** Which table of which days; the server makes the file, the browser saves it. */
export default function ExportDialog({ onClose }: { onClose(): void }) {
  const t = strings.useT();
  const language = useLanguage();
  const id = useId();
  const [today] = useState(() => isoDate(businessDay(serverTime(Date.now())).from));
  const [table, setTable] = useState<(typeof TABLES)[number]>("orders");
  const [format, setFormat] = useState<(typeof FORMATS)[number]>("xlsx");
  const [days, setDays] = useState<Days>(() => preset("month", today));
  const fault = faultOf(days);
  const query = new URLSearchParams({ format, ...days, lang: language, shop_id: SHOP });
  const day = (which: keyof Days) => (
    <label className={styles.day}>
      {t(which)}
      <input
        type="date"
        className="input"
        value={days[which]}
        aria-invalid={fault !== null}
        aria-describedby={fault ? `${id}-fault` : undefined}
        onChange={(event) => setDays({ ...days, [which]: event.target.value })}
      />
    </label>
  );
  return (
    <Dialog title={t("title")} onClose={onClose}>
      <div className={styles.form}>
        <fieldset className={styles.group}>
          <legend>{t("table")}</legend>
          {TABLES.map((name) => (
            <label key={name} className={styles.choice}>
              <input
                type="radio"
                name={`${id}-table`}
                checked={table === name}
                onChange={() => setTable(name)}
              />
              {t(name)}
            </label>
          ))}
        </fieldset>
        <fieldset className={styles.group}>
          <legend>{t("range")}</legend>
          <div className={styles.row}>
            {PRESETS.map((which) => (
              <button
                key={which}
                type="button"
                className={`button ${styles.preset}`}
                onClick={() => setDays(preset(which, today))}
              >
                {t(which)}
              </button>
            ))}
          </div>
          <div className={styles.row}>
            {day("from")}
            {day("to")}
          </div>
          {fault && (
            <p id={`${id}-fault`} className="error" role="alert">
              {t(fault, { days: DAYS_MAX })}
            </p>
          )}
        </fieldset>
        <fieldset className={styles.group}>
          <legend>{t("format")}</legend>
          <div className={styles.formats}>
            {FORMATS.map((name) => (
              <label key={name} className={styles.choice}>
                <input
                  type="radio"
                  name={`${id}-format`}
                  checked={format === name}
                  onChange={() => setFormat(name)}
                />
                {t(name)}
              </label>
            ))}
          </div>
          {format === "csv" && <p className="hint">{t("csvHint")}</p>}
        </fieldset>
        {fault ? (
          <button type="button" className="button primary" disabled>
            {t("download")}
          </button>
        ) : (
          <a className="button primary" href={`/api/v1/exports/${table}?${query}`} download>
            {t("download")}
          </a>
        )}
      </div>
    </Dialog>
  );
}
