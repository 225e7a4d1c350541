import { lazy, Suspense, useEffect, useRef } from "react";
import { useLanguage } from "@/app/i18n";
import { money } from "@/lib/money";
import type { Sale } from "./outbox/sale";
import styles from "./Receipt.module.css";
import { strings } from "./strings";

const VietQr = lazy(() => import("./vietqr/VietQr"));
const Slip = lazy(() => import("./Slip"));

/** What the customer gets: the queue number large, then the slip as it is printed. */
export function Receipt({ sale, onDone }: { sale: Sale; onDone: () => void }) {
  const t = strings.useT();
  const language = useLanguage();
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
      {sale.payment_method === "vietqr" && sale.state === "stored" ? (
        <Suspense>
          <VietQr orderId={sale.order_id} />
        </Suspense>
      ) : null}
      <button type="button" className="button primary" ref={done} onClick={onDone}>
        {t("newOrder")}
      </button>
      <Suspense>
        <Slip sale={sale} />
      </Suspense>
    </section>
  );
}
