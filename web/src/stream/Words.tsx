import { strings } from "./strings";
import styles from "./WindowPanel.module.css";

const WORDS = ["window", "watermark", "late", "revision", "skew", "clock"] as const;

/** The few words one needs to read this page. */
export function Words() {
  const t = strings.useT();
  return (
    <details className={`card ${styles.panel}`}>
      <summary className={styles.summary}>{t("words")}</summary>
      <dl className={styles.words}>
        {WORDS.map((word) => (
          <div key={word}>
            <dt>{t(`word_${word}`)}</dt>
            <dd>{t(`about_${word}`)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
