import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { listRefunds, type Order, type Refund, type RefundList, unwrap } from "@/api/client";
import { useLanguage } from "@/app/i18n";
import { useSession } from "@/app/session";
import { type MenuBook, nameOf } from "@/bar/menuBook";
import { money } from "@/lib/money";
import { clock, dateAndTime } from "@/lib/time";
import type { Outbox } from "../outbox/outbox";
import type { Sale } from "../outbox/sale";
import Slip from "../Slip";
import VietQr from "../vietqr/VietQr";
import styles from "./orders.module.css";
import { pendingRefund } from "./pendingRefund";
import { RefundForm } from "./RefundForm";
import { refundable } from "./refundable";
import { strings } from "./strings";
import { isManager } from "./topics";

const METHODS = ["cash", "card", "vietqr"] as const;
type Method = (typeof METHODS)[number];
const isMethod = (name: string): name is Method => METHODS.includes(name as Method);

/** One order: its slip to print again, and money back. */
export function OrderDetail({
  sale,
  order,
  book,
  outbox,
  onRefunded,
  onBack,
}: {
  sale: Sale;
  order: Order | null;
  book: MenuBook;
  outbox: Outbox;
  onRefunded: () => void;
  onBack: () => void;
}) {
  const t = strings.useT();
  const language = useLanguage();
  const who = useSession();
  const back = useRef<HTMLButtonElement>(null);
  useEffect(() => back.current?.focus(), []);
  const refunds = useQuery({
    // What was refunded is part of the key: more of it, and the list is asked for anew.
    queryKey: ["till", "refunds", sale.order_id, order?.refunded],
    queryFn: async () =>
      (await unwrap<RefundList>(listRefunds({ path: { order_id: sale.order_id } }))).items,
    enabled: order !== null,
    staleTime: 0,
    placeholderData: (before) => before,
  });
  const made = refunds.data ?? [];
  const number =
    sale.queue_number ?? t(sale.state === "stored" ? "withoutNumber" : "noNumber").toLowerCase();
  const state =
    order === null
      ? t(`state_${sale.state === "asked" ? "waiting" : sale.state}`)
      : t(`status_${order.status}`);
  const method = sale.payment_method;
  return (
    <div className={styles.detail}>
      <button type="button" className="button" ref={back} onClick={onBack}>
        {t("back")}
      </button>
      <h3>{t("order", { number })}</h3>
      <p className="hint">
        {dateAndTime(sale.sold_at, language)} · {state} ·{" "}
        {isMethod(method) ? t(`pay_${method}`) : method}
        {order?.channel === "offline" ? ` · ${t("soldOffline")}` : ""}
      </p>
      {sale.state === "stuck" || sale.state === "settled" ? (
        <Stuck
          sale={sale}
          outbox={outbox}
          maySettle={isManager(who?.role)}
          by={who?.username ?? ""}
        />
      ) : null}
      {order?.payment_method === "vietqr" && order.status !== "cancelled" ? (
        <VietQr orderId={order.order_id} />
      ) : null}
      {order === null ? (
        <p className="hint">{sale.state === "stored" ? t("noAnswer") : t("refundLater")}</p>
      ) : isManager(who?.role) ? (
        refunds.isSuccess ? (
          <Money order={order} refunds={made} book={book} onRefunded={onRefunded} />
        ) : (
          <p role="status">{refunds.isError ? t("noAnswer") : t("loading")}</p>
        )
      ) : (
        <p className="hint">{t("refundDenied")}</p>
      )}
      <Refunds made={made} book={book} />
      <Slip sale={sale} note={t("copy")}>
        {made.map((refund) => (
          <li key={refund.refund_id}>
            <span>
              {t("refund")} {clock(refund.created_at, language)}
            </span>
            <span className="number">−{money(refund.amount, language)}</span>
          </li>
        ))}
      </Slip>
    </div>
  );
}

function Money({
  order,
  refunds,
  book,
  onRefunded,
}: {
  order: Order;
  refunds: Refund[];
  book: MenuBook;
  onRefunded: () => void;
}) {
  const t = strings.useT();
  const language = useLanguage();
  // A refund that nobody answered is open before anything else can be done.
  const [open, setOpen] = useState(() => pendingRefund(order.order_id) !== null);
  const [done, setDone] = useState<Refund | null>(null);
  const left = refundable(order, refunds).some((item) => item.left > 0);
  if (open) {
    return (
      <RefundForm
        order={order}
        refunds={refunds}
        book={book}
        onChanged={onRefunded}
        onDone={(refund) => {
          setOpen(false);
          setDone(refund);
          onRefunded();
        }}
        onCancel={() => setOpen(false)}
      />
    );
  }
  return (
    <>
      {done ? (
        <p className={styles.done} role="status">
          {t("done", { amount: money(done.amount, language) })}
        </p>
      ) : null}
      {left ? (
        <button type="button" className="button" onClick={() => setOpen(true)}>
          {t("refund")}
        </button>
      ) : (
        <p className="hint">{t("nothingLeft")}</p>
      )}
    </>
  );
}

function Refunds({ made, book }: { made: Refund[]; book: MenuBook }) {
  const t = strings.useT();
  const language = useLanguage();
  if (made.length === 0) return null;
  return (
    <section aria-label={t("refunds")}>
      <h3 className={styles.part}>{t("refunds")}</h3>
      <ul className={styles.refunds}>
        {made.map((refund) => (
          <li key={refund.refund_id}>
            <span>
              {clock(refund.created_at, language)} ·{" "}
              {refund.items.map((i) => `${i.qty}× ${nameOf(book, i.menu_id)}`).join(", ")} ·{" "}
              {refund.reason}
              {refund.restock ? ` · ${t("restocked")}` : ""}
            </span>
            <b className="number">−{money(refund.amount, language)}</b>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A sale that the server will not take as it is. The money is there: it is never dropped. */
function Stuck({
  sale,
  outbox,
  maySettle,
  by,
}: {
  sale: Sale;
  outbox: Outbox;
  maySettle: boolean;
  by: string;
}) {
  const t = strings.useT();
  return (
    <div className={styles.stuck}>
      <p className="error">{t("why", { reason: sale.problem ?? "" })}</p>
      {sale.state === "stuck" ? (
        <>
          <p>{t("stuckHelp")}</p>
          <p className={styles.actions}>
            <button
              type="button"
              className="button"
              onClick={() => void outbox.retry(sale.order_id)}
            >
              {t("resend")}
            </button>
            {maySettle ? (
              <button
                type="button"
                className="button"
                onClick={() => void outbox.settleByHand(sale.order_id, by)}
              >
                {t("settle")}
              </button>
            ) : (
              <span className="hint">{t("settleDenied")}</span>
            )}
          </p>
        </>
      ) : null}
    </div>
  );
}
