import styles from "./Audit.module.css";
import { strings } from "./strings";

/** The server's API does not check the hash chain; whoever wants to know is told what does. */
export function ChainNote() {
  const t = strings.useT();
  return (
    <details className={styles.chain}>
      <summary>{t("chainTitle")}</summary>
      <p>
        {t("chain")} <code>drinkshop doctor</code>. {t("chainBackup")}
      </p>
    </details>
  );
}
