import type { ReactNode } from "react";
import styles from "./Welcome.module.css";
import { strings } from "./welcomeStrings";

interface Props {
  number: number;
  title: string;
  done: boolean;
  children: ReactNode;
}

/** One card of the way; its sign says so when it is behind the owner. */
export function Step({ number, title, done, children }: Props) {
  const t = strings.useT();
  return (
    <section className={`card ${styles.step}`} aria-label={title}>
      <h2>
        {number}. {title}
        {done && <span className={styles.mark}>✓ {t("done")}</span>}
      </h2>
      {children}
    </section>
  );
}
