import { Link } from "@tanstack/react-router";
import { useLanguage } from "@/app/i18n";
import { count } from "@/lib/money";
import styles from "./LogTable.module.css";
import { strings } from "./strings";

/** Where a record stands in the log, and the way there. */
export function LogPlace({ position }: { position: number }) {
  const c = strings.useT();
  const language = useLanguage();
  return (
    <p className={styles.place}>
      <span className="hint">{c("position", { position: count(position, language) })}</span>
      <Link to="/stream" search={{ from: position } as never}>
        {c("openStream")}
      </Link>
    </p>
  );
}
