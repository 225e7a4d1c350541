import { useEffect, useRef } from "react";
import { useLanguage } from "@/app/i18n";
import { money } from "@/lib/money";
import { dateAndTime } from "@/lib/time";
import type { Sale } from "./outbox/sale";
import { printReceipt } from "./print";
import styles from "./Receipt.module.css";
import { strings } from "./strings";

/** What the customer gets: the queue number large, then the slip as it is printed. */
export function Receipt({ sale, onDone }: { sale: Sale; onDone: () => void }) {
  const t = strings.useT();
  const language = useLanguage();
  const slip = useRef<HTMLDivElement>(null);
  const done = useRef<HTMLButtonElement>(null);
  useEffect(() => done.current?.focus(), []);
  const change = sale.received === null ? null : sale.received - sale.total;
  return (
    <section className={styles.receipt} aria-label={t("receipt")}>
      <p className={styles.queue} role="status">
        {sale.queue_number === null ? t("queuePending") : t("queue", { number: sale.queue_number })}
      </p>
      {change !== null && change > 0 ? (
        <p className={`number ${styles.change}`}>
          {t("change")}: {money(change, language)}
        </p>
      ) : null}
      {sale.state === "waiting" ? <p className={styles.offline}>{t("savedHere")}</p> : null}
      <button type="button" className="button primary" ref={done} onClick={onDone}>
        {t("newOrder")}
      </button>
      <div className={styles.print}>
        {([58, 80] as const).map((width) => (
          <button
            key={width}
            type="button"
            className="button"
            onClick={() => slip.current && printReceipt(slip.current, width)}
          >
            {t(width === 58 ? "print58" : "print80")}
          </button>
        ))}
      </div>
      <div className={styles.slip} ref={slip}>
        <p className={styles.number}>
          {sale.queue_number === null ? "—" : t("queue", { number: sale.queue_number })}
        </p>
        <p>
          {dateAndTime(sale.sold_at, language)} · {t("cashier")}: {sale.cashier}
        </p>
        <ul>
          {sale.lines.map((line) => (
            <li key={`${line.menu_id} ${line.options.join()}`}>
              <span>
                {line.qty} × {line.name}
                {line.option_names.length > 0 ? (
                  <small> {line.option_names.join(", ")}</small>
                ) : null}
              </span>
              <span className="number">{money(line.qty * line.price, language)}</span>
            </li>
          ))}
          {sale.discount > 0 ? (
            <li>
              <span>{t("discount")}</span>
              <span className="number">−{money(sale.discount, language)}</span>
            </li>
          ) : null}
          <li className={styles.sum}>
            <span>{t("total")}</span>
            <span className="number">{money(sale.total, language)}</span>
          </li>
          {sale.received !== null ? (
            <li>
              <span>{t("received")}</span>
              <span className="number">{money(sale.received, language)}</span>
            </li>
          ) : null}
          {change !== null ? (
            <li>
              <span>{t("change")}</span>
              <span className="number">{money(change, language)}</span>
            </li>
          ) : null}
        </ul>
        <p>{t("thanks")}</p>
        <p>
          <small>{sale.order_id}</small>
        </p>
      </div>
    </section>
  );
}
