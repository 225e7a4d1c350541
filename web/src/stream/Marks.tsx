import styles from "./EventList.module.css";
import type { Row } from "./log";
import { strings } from "./strings";

/** What the engine makes of an event, in words. */
export function Marks({ row }: { row: Row }) {
  const t = strings.useT();
  const { verdict, skewed, closed, revision } = row;
  return (
    <>
      {(verdict === "late" || verdict === "duplicate") && (
        <b className={styles.warn}>⚠ {t(verdict)}</b>
      )}
      {verdict === "invalid" && <b className={styles.bad}>✕ {t("invalid")}</b>}
      {skewed && <b className={styles.warn}>⚠ {t("skewed")}</b>}
      {closed > 0 && <b className={styles.good}>✓ {t("closes", { count: closed })}</b>}
      {revision === 0 && <b className={styles.good}>✓ {t("result")}</b>}
      {revision !== null && revision > 0 && (
        <b className={styles.warn}>↻ {t("corrected", { revision })}</b>
      )}
    </>
  );
}
