import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { getGuestOrder, getGuestPayment, type Order, type Payment, unwrap } from "@/api/client";
import { useLanguage } from "@/app/i18n";
import { useErrorText } from "@/app/pages";
import { useBoard } from "@/board/board";
import { money } from "@/lib/money";
import { rank } from "@/lib/orderStatus";
import { STEPS, statusOnBoard } from "./orders";
import styles from "./Phone.module.css";
import { strings } from "./strings";
import { guestMenu } from "./useGuestMenu";

const MISSING_MS = 2_000;
/** Payment is not on the board: it is asked for while it is open and the page is looked at. */
const PAYMENT_MS = 3_000;

interface Props {
  orderId: string;
  shopId: string;
  onMore(): void;
}

/** What becomes of an order, live. */
export function OrderView({ orderId, shopId, onMore }: Props) {
  const t = strings.useT();
  const language = useLanguage();
  const errorText = useErrorText();
  const { board, brokenSince } = useBoard(shopId);
  const seen = useRef<"making" | "ready" | undefined>(undefined);
  const {
    data: order,
    error,
    refetch,
  } = useQuery({
    queryKey: ["phone", "order", orderId],
    queryFn: () => unwrap<Order>(getGuestOrder({ path: { order_id: orderId } })),
    staleTime: 0,
    refetchOnWindowFocus: true,
    // An order that is open and not on the board will be in a moment, or was done with before.
    refetchInterval: ({ state }) =>
      state.data && rank(state.data.status) < 3 && seen.current === undefined ? MISSING_MS : false,
  });
  const onBoard = statusOnBoard(board, order?.queue_number ?? 0);
  const connected = brokenSince === null;
  // The board tells that something happened to the number; the order itself says what.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each of them is a reason to ask
  useEffect(() => {
    seen.current = onBoard;
    void refetch();
  }, [onBoard, connected, refetch]);
  if (!order) return <p role="status">{error ? errorText(error) : "…"}</p>;
  return (
    <section className={styles.status}>
      {brokenSince !== null && board && <p className="error">{t("broken")}</p>}
      <p className={styles.called}>
        <span className="hint">{t("number")}</span> <b>{order.queue_number}</b>
      </p>
      <p className={styles[order.status] ?? styles.open} role="status">
        {t(`status_${order.status}`)}
      </p>
      {order.status !== "cancelled" && (
        <ol className={styles.steps}>
          {STEPS.map((step) => (
            <li
              key={step}
              className={rank(order.status) >= rank(step) ? styles.done : ""}
              aria-current={order.status === step ? "step" : undefined}
            >
              {rank(order.status) >= rank(step) ? "✓ " : ""}
              {t(`step_${step}`)}
            </li>
          ))}
        </ol>
      )}
      {order.status !== "cancelled" &&
        (order.payment_method === "vietqr" ? (
          <PayByQr orderId={orderId} />
        ) : (
          <p>{t("payAtCounter", { amount: money(order.total, language) })}</p>
        ))}
      <ul className={styles.lines}>
        {order.items.map((line, n) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines of an order never change
          <li key={n}>
            <Line line={line} />
            <span className="number">{money(line.qty * line.price, language)}</span>
          </li>
        ))}
      </ul>
      <button type="button" className="button" onClick={onMore}>
        {t("another")}
      </button>
    </section>
  );
}

function Line({ line }: { line: Order["items"][number] }) {
  const { data } = useQuery({ ...guestMenu, staleTime: Infinity });
  const options = line.options.map(({ name }) => name);
  return (
    <span className={styles.what}>
      <b>
        {line.qty} × {data?.items.get(line.menu_id)?.name ?? line.menu_id}
      </b>
      <span className="hint">{[...options, line.note].filter(Boolean).join(" · ")}</span>
    </span>
  );
}

function PayByQr({ orderId }: { orderId: string }) {
  const t = strings.useT();
  const language = useLanguage();
  const { data: payment } = useQuery({
    queryKey: ["phone", "payment", orderId],
    queryFn: () => unwrap<Payment>(getGuestPayment({ path: { order_id: orderId } })),
    staleTime: 0,
    refetchInterval: ({ state }) =>
      state.data === undefined || isOpen(state.data) ? PAYMENT_MS : false,
  });
  if (!payment) return null;
  const received = payment.received ?? 0;
  const amounts = {
    amount: money(payment.amount, language),
    received: money(received, language),
    missing: money(payment.amount - received, language),
    more: money(received - payment.amount, language),
  };
  return (
    <section className={styles.payment} aria-label={t("pay")}>
      <p role="status">{t(payment.state ?? "waiting", amounts)}</p>
      {isOpen(payment) && payment.payload === null && <p className="error">{t("noAccount")}</p>}
      {isOpen(payment) && payment.payload !== null && (
        <>
          <img
            // The code is over what is still open: another sum, another picture.
            key={received}
            className={styles.code}
            src={`/api/v1/guest/orders/${orderId}/payment/qr.svg#${received}`}
            alt={t("qr", { code: payment.code ?? "" })}
          />
          <p className="hint">{t("scan")}</p>
          <dl>
            <dt>{t("content")}</dt>
            <dd className={styles.text}>{payment.code}</dd>
            {payment.account && (
              <>
                <dt>{t("account")}</dt>
                <dd>
                  {payment.account.number} · {payment.account.name}
                </dd>
              </>
            )}
          </dl>
        </>
      )}
    </section>
  );
}

const isOpen = ({ state }: Payment) => state === "waiting" || state === "short";
