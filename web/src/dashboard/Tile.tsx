import { type ReactNode, useId } from "react";
import { useErrorText } from "@/app/pages";
import { useNow } from "@/lib/now";
import { age } from "./age";
import { strings } from "./strings";
import styles from "./Tile.module.css";

/** The server says something every 15 seconds; three times nothing, and numbers are old. */
export const STALE_MS = 45_000;

interface Props {
  title: string;
  /** Undefined: the word makes no sense for this tile. */
  provisional: boolean | undefined;
  asOf(): number;
  loaded: boolean;
  error: unknown;
  /** How much the content takes when it is there, so that nothing moves when it comes. */
  room?: "figure" | "chart" | "top" | "counts";
  /** Where the orders behind the tile are. */
  action?: ReactNode;
  children: ReactNode;
}

export function Tile({ title, provisional, asOf, loaded, error, room, action, children }: Props) {
  const t = strings.useT();
  const text = useErrorText();
  const id = useId();
  const stale = useNow((now) => loaded && now - asOf() > STALE_MS);
  const look = `${styles.tile} ${stale ? styles.stale : ""}`;
  return (
    <section className={look} aria-labelledby={id} data-stale={stale}>
      <h2 id={id} className={styles.title}>
        {title}
      </h2>
      <div className={`${styles.body} ${room ? styles[room] : ""}`}>
        {loaded ? children : error === null && <p className="hint">{t("loading")}</p>}
        {error !== null && !loaded && <p className="error">{text(error)}</p>}
      </div>
      <div className={styles.foot}>
        {provisional !== undefined && loaded && (
          <span className={provisional ? styles.provisional : styles.final}>
            {t(provisional ? "provisional" : "final")}
          </span>
        )}
        {loaded && <Age asOf={asOf} stale={stale} />}
        <span className={styles.action}>{action}</span>
      </div>
    </section>
  );
}

const AGES = {
  now: "ageNow",
  seconds: "ageSeconds",
  minutes: "ageMinutes",
  hours: "ageHours",
} as const;

function Age({ asOf, stale }: { asOf(): number; stale: boolean }) {
  const t = strings.useT();
  const text = useNow((now) => {
    const { unit, n } = age((now - asOf()) / 1_000);
    return t(AGES[unit], { count: n });
  });
  return (
    <span className={styles.age}>
      {stale && <strong>{t("stale")} · </strong>}
      {text}
    </span>
  );
}
