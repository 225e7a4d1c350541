import { type FormEvent, useEffect, useState } from "react";
import { ApiError, type Order, type Refund, refundOrder, unwrap } from "@/api/client";
import { useLanguage } from "@/app/i18n";
import { forgetSessionOn401 } from "@/app/session";
import { type MenuBook, nameOf } from "@/bar/menuBook";
import { money } from "@/lib/money";
import { uuidv7 } from "@/lib/uuid";
import styles from "./orders.module.css";
import { forgetRefund, keepRefund, pendingRefund, type Refunding } from "./pendingRefund";
import { refundAmount, refundable } from "./refundable";
import { strings } from "./strings";

const REASONS = ["wrong", "changed", "out", "bad"] as const;
const REASON_MAX = 160; // The server counts 500 bytes; a Vietnamese letter may have three.
const ANSWER_MS = 8_000;

/** Which drinks, why, and what becomes of the ingredients; the sum is the server's own. */
export function RefundForm({
  order,
  refunds,
  book,
  onDone,
  onChanged,
  onCancel,
}: {
  order: Order;
  refunds: Refund[];
  book: MenuBook;
  onDone: (refund: Refund) => void;
  /** What is left is not what this form believed. */
  onChanged: () => void;
  onCancel: () => void;
}) {
  const t = strings.useT();
  const language = useLanguage();
  const { order_id } = order;
  const [pending, setPending] = useState(() => pendingRefund(order_id));
  const left = refundable(order, refunds).filter((item) => item.left > 0);
  const [chosen, setChosen] = useState<Record<string, number>>(() =>
    Object.fromEntries(
      pending
        ? pending.items.map((item) => [item.menu_id, item.qty])
        : left.map((item) => [item.menu_id, item.left]),
    ),
  );
  const [reason, setReason] = useState(pending?.reason ?? "");
  const [restock, setRestock] = useState(pending?.restock ?? order.status === "placed");
  const [failure, setFailure] = useState<string | null>(null);
  const [reasonFault, setReasonFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  // The answer was lost, but the refund is there.
  const arrived = refunds.find((each) => each.refund_id === pending?.refund_id);
  useEffect(() => {
    if (!arrived) return;
    forgetRefund(order_id);
    onDone(arrived);
  }, [arrived, order_id, onDone]);

  const items = left
    .map(({ menu_id, left: most }) => ({ menu_id, qty: Math.min(chosen[menu_id] ?? 0, most) }))
    .filter((item) => item.qty > 0);
  const amount = refundAmount(order, refunds, pending?.items ?? items);

  const send = async (refund: Refunding) => {
    setBusy(true);
    setFailure(null);
    keepRefund(order_id, refund);
    try {
      const signal = AbortSignal.timeout(ANSWER_MS);
      const { refund_id, items, reason, restock } = refund;
      const body = { refund_id, items, reason, restock };
      const stored = await unwrap<Refund>(refundOrder({ path: { order_id }, body, signal }));
      forgetRefund(order_id);
      onDone(stored);
    } catch (error) {
      setBusy(false);
      if (!(error instanceof ApiError) || error.outcomeUnknown) {
        setPending(refund);
        setFailure(t("unknown"));
        return;
      }
      forgetRefund(order_id);
      setPending(null);
      forgetSessionOn401(error);
      setReasonFault(error.field("reason") ?? null);
      setFailure(told(error));
      if (error.status === 409) onChanged();
    }
  };

  const told = (error: ApiError): string => {
    if (error.code === "refund-more-than-left" || error.code === "refund-nothing-left") {
      return t("changed");
    }
    return error.status === 403 ? t("forbidden") : t("refused", { reason: error.message });
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (pending) {
      void send(pending);
      return;
    }
    if (reason.trim() === "") {
      setReasonFault(t("reasonMissing"));
      return;
    }
    void send({ refund_id: uuidv7(), items, reason: reason.trim(), restock });
  };

  const set = (menuId: string, qty: number) => setChosen({ ...chosen, [menuId]: qty });
  const cancelled = order.status === "cancelled";
  return (
    <form className={styles.form} aria-label={t("refund")} onSubmit={submit}>
      <fieldset className={styles.group} disabled={busy || pending !== null}>
        <legend>{t("what")}</legend>
        {left.map(({ menu_id, sold, left: most }) => {
          const name = nameOf(book, menu_id);
          const qty = Math.min(chosen[menu_id] ?? 0, most);
          return (
            <div key={menu_id} className={styles.item}>
              <span>
                {name} <span className="hint">{t("leftOf", { left: most, sold })}</span>
              </span>
              <span className={styles.qty}>
                <button
                  type="button"
                  className="button"
                  aria-label={t("less", { name })}
                  disabled={qty === 0}
                  onClick={() => set(menu_id, qty - 1)}
                >
                  −
                </button>
                <output className="number">{qty}</output>
                <button
                  type="button"
                  className="button"
                  aria-label={t("more", { name })}
                  disabled={qty === most}
                  onClick={() => set(menu_id, qty + 1)}
                >
                  +
                </button>
              </span>
            </div>
          );
        })}
      </fieldset>
      <fieldset className={styles.group} disabled={busy || pending !== null}>
        <legend>{t("reason")}</legend>
        <div className={styles.actions}>
          {REASONS.map((each) => (
            <button
              key={each}
              type="button"
              className="button"
              aria-pressed={reason === t(`reason_${each}`)}
              onClick={() => {
                setReason(t(`reason_${each}`));
                setReasonFault(null);
              }}
            >
              {t(`reason_${each}`)}
            </button>
          ))}
        </div>
        <input
          className="input"
          aria-label={t("reason")}
          aria-invalid={reasonFault !== null}
          aria-describedby="refund-reason"
          maxLength={REASON_MAX}
          value={reason}
          onChange={(event) => {
            setReason(event.target.value);
            setReasonFault(null);
          }}
        />
        <p id="refund-reason" className="error" role="alert">
          {reasonFault}
        </p>
      </fieldset>
      {cancelled ? (
        <p className="hint">{t("stockBack")}</p>
      ) : (
        <fieldset className={styles.group} disabled={busy || pending !== null}>
          <legend>{t("stock")}</legend>
          <div className={styles.actions}>
            {[false, true].map((back) => (
              <button
                key={String(back)}
                type="button"
                className="button"
                aria-pressed={restock === back}
                onClick={() => setRestock(back)}
              >
                {t(back ? "restock" : "wasted")}
              </button>
            ))}
          </div>
        </fieldset>
      )}
      <p className={`number ${styles.amount}`}>{t("give", { amount: money(amount, language) })}</p>
      <p className="error" role="alert">
        {failure ?? (pending && !busy ? t("unknown") : "")}
      </p>
      <div className={styles.actions}>
        <button
          type="submit"
          className="button primary"
          disabled={busy || (pending === null && items.length === 0)}
        >
          {pending ? t("tryAgain") : t("confirm", { amount: money(amount, language) })}
        </button>
        {pending ? null : (
          <button type="button" className="button" disabled={busy} onClick={onCancel}>
            {t("cancel")}
          </button>
        )}
      </div>
      <p className="visually-hidden" role="status">
        {busy ? t("working") : ""}
      </p>
    </form>
  );
}
