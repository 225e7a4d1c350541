import { useState } from "react";
import { ApiError } from "@/api/client";
import { useLanguage } from "@/app/i18n";
import { useErrorText } from "@/app/pages";
import { money, quickCash } from "@/lib/money";
import { type Cart, total } from "@/order/cart";
import type { Sale } from "./outbox/sale";
import styles from "./PayPanel.module.css";
import { strings } from "./strings";
import { useTill } from "./till-state";

type Method = "cash" | "card" | "vietqr";

/** Takes the money. The sale counts from the tap on: what it costs and what was given are fixed. */
export function PayPanel({
  cart,
  online,
  onSell,
  onSold,
  onBack,
}: {
  cart: Cart;
  online: boolean;
  onSell: (method: Method, received: number | null) => Promise<Sale>;
  onSold: (sale: Sale) => void;
  onBack: () => void;
}) {
  const t = strings.useT();
  const language = useLanguage();
  const errorText = useErrorText();
  const renew = useTill((state) => state.renew);
  const due = total(cart);
  const [method, setMethod] = useState<Method>("cash");
  const [typed, setTyped] = useState("");
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const sell = async (received: number | null, method: Method) => {
    setBusy(true);
    setFailure(null);
    try {
      onSold(await onSell(method, received));
    } catch (error) {
      if (error instanceof ApiError && error.code === "order-id-taken") {
        renew();
        setFailure(t("soldBefore"));
      } else if (method === "vietqr" && error instanceof ApiError && error.outcomeUnknown) {
        setFailure(t("noCode"));
      } else {
        const reason =
          error instanceof ApiError && error.problem ? error.message : errorText(error);
        setFailure(t("refused", { reason }));
      }
    } finally {
      setBusy(false);
    }
  };

  const given = typed === "" ? null : Number(typed);
  const missing = given === null ? 0 : due - given;
  return (
    <section className={styles.pay} aria-label={t("pay")}>
      <p className={`number ${styles.due}`}>{money(due, language)}</p>
      <fieldset className={styles.methods} aria-label={t("pay")}>
        {(["cash", "card"] as const).map((each) => (
          <button
            key={each}
            type="button"
            className="button"
            aria-pressed={method === each}
            onClick={() => setMethod(each)}
          >
            {t(each)}
          </button>
        ))}
        <button
          type="button"
          className="button"
          disabled={busy || !online}
          aria-describedby={online ? undefined : "vietqr-offline"}
          onClick={() => void sell(null, "vietqr")}
        >
          {t("vietqr")}
        </button>
      </fieldset>
      {online ? null : (
        <p id="vietqr-offline" className="hint">
          {t("vietqrOffline")}
        </p>
      )}
      {method === "cash" ? (
        <>
          <div className={styles.quick}>
            {quickCash(due).map((amount) => (
              <button
                key={amount}
                type="button"
                className={amount === due ? "button primary" : "button"}
                disabled={busy}
                onClick={() => void sell(amount, "cash")}
              >
                {amount === due ? <span>{t("exact")}</span> : null}
                <span className="number">{money(amount, language)}</span>
              </button>
            ))}
          </div>
          <form
            className={styles.other}
            onSubmit={(event) => {
              event.preventDefault();
              if (given !== null && missing <= 0) void sell(given, "cash");
            }}
          >
            <label className="field">
              {t("received")}
              <input
                className="input number"
                inputMode="numeric"
                value={typed}
                onChange={(event) => setTyped(event.target.value.replace(/\D/g, "").slice(0, 12))}
              />
            </label>
            <p className="number" role="status">
              {given !== null && missing > 0
                ? t("short", { amount: money(missing, language) })
                : given !== null
                  ? `${t("change")}: ${money(-missing, language)}`
                  : ""}
            </p>
            <button
              type="submit"
              className="button"
              disabled={busy || given === null || missing > 0}
            >
              {t("confirmCash")}
            </button>
          </form>
        </>
      ) : (
        <button
          type="button"
          className="button primary"
          disabled={busy}
          onClick={() => void sell(null, "card")}
        >
          {t("confirmCard")}
        </button>
      )}
      <p className="error" role="alert">
        {failure}
      </p>
      <button type="button" className="button quiet" onClick={onBack} disabled={busy}>
        {t("back")}
      </button>
      <p className="visually-hidden" role="status">
        {busy ? t("selling") : ""}
      </p>
    </section>
  );
}
