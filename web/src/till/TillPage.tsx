import { useCallback, useEffect, useRef, useState } from "react";
import { useLanguage } from "@/app/i18n";
import { useLiveState } from "@/app/live";
import { Waiting } from "@/app/pages";
import { useSession } from "@/app/session";
import { money } from "@/lib/money";
import { CartPanel } from "./CartPanel";
import { Catalogue } from "./Catalogue";
import { cups, total } from "./cart";
import { OutboxBanner } from "./OutboxBanner";
import { type Sale, saleOf } from "./outbox/sale";
import { PayPanel } from "./PayPanel";
import { Receipt } from "./Receipt";
import { strings } from "./strings";
import styles from "./TillPage.module.css";
import { useTill } from "./till-state";
import { useCatalogue, useTillStore } from "./use-shop";

/** The till: drinks on the left, the order on the right, and nothing in between. */
export default function TillPage() {
  const t = strings.useT();
  const language = useLanguage();
  const till = useTillStore();
  const menu = useCatalogue(till?.store);
  const who = useSession();
  const line = useLiveState();
  const { cart, add, finish, hold } = useTill();
  const [step, setStep] = useState<"drinks" | "cart" | "pay">("drinks");
  const [sold, setSold] = useState<Sale | null>(null);
  const search = useRef<HTMLInputElement>(null);

  const begin = useCallback(() => {
    setSold(null);
    setStep("drinks");
  }, []);

  // A tab that died right after it had asked: the order is sold, here is its receipt.
  useEffect(() => {
    if (!till) return;
    till.outbox.onFound = (sale) => {
      if (useTill.getState().drop(sale.order_id)) setSold(sale);
    };
    void till.outbox.flush();
  }, [till]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLInputElement;
      if (event.key === "/" && !typing) {
        event.preventDefault();
        search.current?.focus();
      } else if (event.key === "F4") {
        event.preventDefault();
        hold();
      } else if (event.key === "F9") {
        event.preventDefault();
        if (sold) begin();
        else if (useTill.getState().cart.lines.length > 0) setStep("pay");
      } else if (event.key === "Escape" && !typing) {
        if (sold) begin();
        else setStep("drinks");
      }
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [begin, hold, sold]);

  const sell = async (method: string, received: number | null): Promise<Sale> => {
    if (!till) throw new Error("the till is not open");
    const sale = saleOf(useTill.getState().cart, method, received, who?.username ?? "");
    return till.outbox.sell(sale, line.kind === "live");
  };

  if (!till || !menu) return <Waiting />;
  const paying = step === "pay" && cart.lines.length > 0;
  return (
    <main className={styles.page}>
      <h1 className="visually-hidden">{t("title")}</h1>
      <OutboxBanner outbox={till.outbox} />
      <div
        className={styles.till}
        data-step={sold ? "sold" : paying ? "pay" : step === "cart" ? "cart" : "drinks"}
      >
        <Catalogue
          menu={menu}
          search={search}
          onAdd={(item) => {
            if (sold) begin();
            setStep("drinks");
            add(item);
          }}
        />
        {sold ? (
          <Receipt sale={sold} onDone={begin} />
        ) : paying ? (
          <PayPanel
            cart={cart}
            onSell={sell}
            onSold={(sale) => {
              setSold(sale);
              finish();
            }}
            onBack={() => setStep("cart")}
          />
        ) : (
          <CartPanel menu={menu} onPay={() => setStep("pay")} onBack={() => setStep("drinks")} />
        )}
      </div>
      {step === "drinks" && !sold ? (
        <button
          type="button"
          className={`button primary ${styles.toCart}`}
          onClick={() => setStep("cart")}
        >
          {t("cart")} · {t("cups", { count: cups(cart) })} ·{" "}
          <span className="number">{money(total(cart), language)}</span>
        </button>
      ) : null}
      <p className={`hint ${styles.keys}`}>{t("keys")}</p>
    </main>
  );
}
