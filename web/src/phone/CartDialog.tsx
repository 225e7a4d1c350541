import { useState } from "react";
import { ApiError, type Order, placeGuestOrder, unwrap } from "@/api/client";
import { Dialog } from "@/app/Dialog";
import { useLanguage } from "@/app/i18n";
import { useShop } from "@/app/shopInfo";
import { money } from "@/lib/money";
import { type Cart, setQty, total } from "@/order/cart";
import { bodyOf } from "./orders";
import styles from "./Phone.module.css";
import { Quantity } from "./Quantity";
import { strings } from "./strings";

interface Props {
  cart: Cart;
  shopId: string;
  table: string;
  onCart(cart: Cart): void;
  onOrdered(order: Order): void;
  /** The server prices otherwise than this page: it must be read again. */
  onMenuChanged(): void;
  onClose(): void;
}

/** The order before it is made. */
export function CartDialog({ cart, shopId, table, ...on }: Props) {
  const t = strings.useT();
  const language = useLanguage();
  const { takes_vietqr } = useShop();
  const [payment, setPayment] = useState<"cash" | "vietqr">("cash");
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);

  const say = (error: unknown): string => {
    if (!(error instanceof ApiError) || error.outcomeUnknown) return t("notSent");
    if (error.code === "guest-closed") return t("closed");
    if (error.status === 429) return t("tooMany", { seconds: 5 });
    const wrong = error.problem?.errors?.map(({ message }) => message).join("; ");
    if (error.status === 422 || error.code === "order-no-stock") {
      on.onMenuChanged();
      return t("menuChanged", { what: wrong || error.message });
    }
    return t("refused", { what: error.message });
  };
  const order = async () => {
    setBusy(true);
    setFailure(null);
    try {
      const body = bodyOf(cart, shopId, table, payment);
      on.onOrdered(await unwrap<Order>(placeGuestOrder({ body })));
    } catch (error) {
      setFailure(say(error));
      setBusy(false);
    }
  };
  return (
    <Dialog title={t("yourOrder")} onClose={on.onClose}>
      <ul className={styles.lines}>
        {cart.lines.map((line) => (
          <li key={line.line_id}>
            <span className={styles.what}>
              <b>{line.name}</b>
              <span className="hint">
                {[...line.option_names, line.note].filter(Boolean).join(" · ")}
              </span>
            </span>
            <span className="number">{money(line.qty * line.price, language)}</span>
            <Quantity
              qty={line.qty}
              min={0}
              less={t("lessOf", { name: line.name })}
              more={t("moreOf", { name: line.name })}
              onChange={(qty) => on.onCart(setQty(cart, line.line_id, qty))}
            />
          </li>
        ))}
      </ul>
      <input
        className="input"
        aria-label={t("orderNote")}
        placeholder={t("orderNote")}
        maxLength={60}
        value={cart.note ?? ""}
        onChange={(event) => on.onCart({ ...cart, note: event.target.value })}
      />
      {takes_vietqr && (
        <fieldset className={styles.group}>
          <legend>{t("pay")}</legend>
          {(["cash", "vietqr"] as const).map((each) => (
            <button
              key={each}
              type="button"
              className="button"
              aria-pressed={payment === each}
              onClick={() => setPayment(each)}
            >
              {t(each)}
            </button>
          ))}
        </fieldset>
      )}
      <p className="error" role="alert">
        {failure}
      </p>
      <button
        type="button"
        className={`button primary ${styles.order}`}
        disabled={busy || cart.lines.length === 0}
        onClick={() => void order()}
      >
        {busy ? t("sending") : t("order", { amount: money(total(cart), language) })}
      </button>
    </Dialog>
  );
}
