import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ApiError, confirmPayment, getPayment, type Payment, unwrap } from "@/api/client";
import { useLanguage } from "@/app/i18n";
import { useLive, useLiveState } from "@/app/live";
import { forgetSessionOn401 } from "@/app/session";
import { money } from "@/lib/money";
import { strings } from "./strings";
import styles from "./VietQr.module.css";

/** The code to scan, until the money is there: told by the bank, or by somebody who saw it. */
export default function VietQr({ orderId }: { orderId: string }) {
  const t = strings.useT();
  const language = useLanguage();
  const line = useLiveState().kind;
  const client = useQueryClient();
  const queryKey = ["till", "payment", orderId];
  const payment = useQuery({
    // A new connection asks anew: the notice may have come in between.
    queryKey: [...queryKey, line],
    queryFn: () => unwrap<Payment>(getPayment({ path: { order_id: orderId } })),
    staleTime: 0,
    placeholderData: (before) => before,
  });
  const ask = () => void client.invalidateQueries({ queryKey });
  useLive(["payments"], (record) => {
    if (record.value.order_id === orderId) ask();
  });
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const confirm = async () => {
    setBusy(true);
    setFailure(null);
    try {
      await unwrap(confirmPayment({ path: { order_id: orderId }, body: {} }));
    } catch (error) {
      forgetSessionOn401(error);
      // A repeat changes nothing, so it may simply be pressed again.
      const known = error instanceof ApiError && error.problem;
      setFailure(known ? t("refused", { reason: error.message }) : t("noAnswer"));
    }
    setBusy(false);
    ask();
  };

  const now = payment.data;
  if (!now) return <p role="status">{t(payment.isError ? "noAnswer" : "loading")}</p>;
  const open = now.state === "waiting" || now.state === "short";
  const received = now.received ?? 0;
  const missing = money(now.amount - received, language);
  return (
    <section className={styles.payment} aria-label={t("title")}>
      <p className={open ? styles.open : styles.done} role="status">
        {stateText(now)}
      </p>
      {open && now.payload !== null ? (
        <>
          <p>{t(now.state === "short" ? "rest" : "scan", { amount: missing })}</p>
          <img
            // The code is over what is still open: another sum, another picture.
            key={received}
            className={styles.code}
            src={`/api/v1/orders/${orderId}/payment/qr.svg#${received}`}
            alt={t("image", { code: now.code ?? "" })}
          />
        </>
      ) : null}
      {open && now.payload === null ? <p className="error">{t("noAccount")}</p> : null}
      {open && now.code ? (
        <dl className={styles.by}>
          <dt>{t("content")}</dt>
          <dd className={styles.text}>{now.code}</dd>
          {now.account ? (
            <>
              <dt>{t("account")}</dt>
              <dd>
                {now.account.number} · {now.account.name}
              </dd>
            </>
          ) : null}
        </dl>
      ) : null}
      {open ? (
        <>
          <button type="button" className="button" disabled={busy} onClick={() => void confirm()}>
            {t("received")}
          </button>
          <p className="hint">{t("receivedHint")}</p>
        </>
      ) : null}
      <p className="error" role="alert">
        {failure}
      </p>
    </section>
  );

  function stateText(of: Payment): string {
    const amount = money(of.amount, language);
    const got = money(of.received ?? 0, language);
    if (of.state === "short") return t("short", { received: got, missing });
    if (of.state === "over") {
      return t("over", { received: got, more: money((of.received ?? 0) - of.amount, language) });
    }
    if (of.state !== "paid") return t("waiting");
    const by = of.confirmed_by ? t("by", { name: of.confirmed_by }) : t("byBank");
    return `✓ ${t("paid", { amount })} (${by})`;
  }
}
