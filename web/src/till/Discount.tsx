import { useRef, useState } from "react";
import { flushSync } from "react-dom";
import { useSession } from "@/app/session";
import { useShop } from "@/app/shopInfo";
import { overLimit } from "@/order/cart";
import styles from "./CartPanel.module.css";
import { useKeys } from "./keys";
import { strings } from "./strings";
import { useTill } from "./till-state";

type Unit = "dong" | "percent";

/** The most that who is signed in may take off, in percent; the server says the same. */
export function useDiscountLimit(): number {
  const { cashier_discount_percent } = useShop();
  return useSession()?.role === "cashier" ? cashier_discount_percent : 100;
}

/** Takes an amount or a share off the order; closed until it is wanted. */
export function Discount() {
  const t = strings.useT();
  const { cart, setDiscount, setPercent } = useTill();
  const limit = useDiscountLimit();
  const [open, setOpen] = useState(false);
  const [unit, setUnit] = useState<Unit>("dong");
  const field = useRef<HTMLInputElement>(null);
  const show = () => {
    flushSync(() => setOpen(true));
    field.current?.focus();
  };
  useKeys({ f8: show });
  if (cart.lines.length === 0) return null;
  const given = cart.discount > 0 || (cart.percent ?? 0) > 0;
  if (!open && !given) {
    return (
      <button type="button" className="button quiet" onClick={show}>
        {t("discount")}
      </button>
    );
  }
  const shown: Unit = cart.discount > 0 ? "dong" : cart.percent ? "percent" : unit;
  const value = shown === "dong" ? cart.discount : (cart.percent ?? 0);
  const change = (next: Unit, amount: number) => {
    setUnit(next);
    if (next === "dong") setDiscount(amount);
    else setPercent(amount);
  };
  return (
    <div className={styles.discount}>
      <label htmlFor="discount">{t("discount")}</label>
      <input
        id="discount"
        ref={field}
        className="input number"
        inputMode="numeric"
        value={value === 0 ? "" : value}
        onChange={(event) => change(shown, Number(event.target.value.replace(/\D/g, "")))}
      />
      {(["dong", "percent"] as const).map((each) => (
        <button
          key={each}
          type="button"
          className="button"
          aria-label={t(each === "dong" ? "inDong" : "inPercent")}
          aria-pressed={shown === each}
          onClick={() => {
            // 10 becomes 10 %; an amount of dong means nothing as a share.
            change(each, each === "percent" && value <= 100 ? value : 0);
            field.current?.focus();
          }}
        >
          {each === "dong" ? "₫" : "%"}
        </button>
      ))}
      {overLimit(cart, limit) ? (
        <p className={`error ${styles.limit}`} role="alert">
          {t("discountLimit", { limit })}
        </p>
      ) : null}
    </div>
  );
}
