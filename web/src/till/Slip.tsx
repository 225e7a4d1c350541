import { type ReactNode, useRef } from "react";
import { useLanguage } from "@/app/i18n";
import { useShop } from "@/app/shopInfo";
import { money } from "@/lib/money";
import { dateAndTime } from "@/lib/time";
import type { Sale } from "./outbox/sale";
import { printReceipt } from "./print";
import styles from "./Slip.module.css";
import { strings } from "./strings";

interface Props {
  sale: Sale;
  /** Says so when it is not the first print. */
  note?: string;
  /** More rows under the sums. */
  children?: ReactNode;
}

/** The slip as it is printed, under the buttons that print it. */
export default function Slip({ sale, note, children }: Props) {
  const t = strings.useT();
  const language = useLanguage();
  const shop = useShop();
  const slip = useRef<HTMLDivElement>(null);
  const change = sale.received === null ? null : sale.received - sale.total;
  return (
    <>
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
        {shop.shop_name ? (
          <p className={styles.shop} data-slip="shop">
            {shop.shop_name}
          </p>
        ) : null}
        <p className={styles.number} data-slip="number">
          {sale.queue_number === null ? "—" : t("queue", { number: sale.queue_number })}
        </p>
        {note ? <p>{note}</p> : null}
        {sale.table ? <p>{t("atTable", { table: sale.table })}</p> : null}
        <p>
          {dateAndTime(sale.sold_at, language)} · {t("cashier")}: {sale.cashier}
        </p>
        <ul>
          {sale.lines.map((line, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a sale never change
            <li key={i}>
              <span>
                {line.qty} × {line.name}
                {line.option_names.length > 0 ? (
                  <small> {line.option_names.join(", ")}</small>
                ) : null}
                {line.note ? <small> · {line.note}</small> : null}
              </span>
              <span className="number">{money(line.qty * line.price, language)}</span>
            </li>
          ))}
          {sale.note ? <li>{sale.note}</li> : null}
          {sale.discount > 0 ? (
            <li>
              <span>{t("discount")}</span>
              <span className="number">−{money(sale.discount, language)}</span>
            </li>
          ) : null}
          <li className={styles.sum}>
            <b>{t("total")}</b>
            <b className="number">{money(sale.total, language)}</b>
          </li>
          {sale.payment_method === "card" || sale.payment_method === "vietqr" ? (
            <li>
              <span>{t("paidBy")}</span>
              <span>{t(sale.payment_method)}</span>
            </li>
          ) : null}
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
          {children}
        </ul>
        <p>{shop.receipt_footer || t("thanks")}</p>
        <p>
          <small>{sale.order_id}</small>
        </p>
      </div>
    </>
  );
}
