import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { SoldOut } from "@/api/client";
import { useLanguage } from "@/app/i18n";
import { type LiveState, useLive, useLiveState } from "@/app/live";
import { Waiting } from "@/app/pages";
import { useSession } from "@/app/session";
import { money } from "@/lib/money";
import { cups, total } from "@/order/cart";
import { catalogueOf } from "@/order/menu";
import { withSoldOut } from "@/order/soldOut";
import { CartPanel } from "./CartPanel";
import { Catalogue } from "./Catalogue";
import { useKeys } from "./keys";
import { OutboxBanner } from "./OutboxBanner";
import { orderTopics } from "./orders/topics";
import { type Sale, saleOf } from "./outbox/sale";
import { PayPanel } from "./PayPanel";
import { Receipt } from "./Receipt";
import { strings } from "./strings";
import styles from "./TillPage.module.css";
import { useTill } from "./till-state";
import { useCatalogue, useTillStore } from "./use-shop";

// Not in the first bytes of the till, but fetched right after: a connection that breaks, or a new
// version that another tab installs, must not take them away.
const loadOrders = () => import("./orders/OrdersPanel");
const loadKeys = () => import("./KeysHelp");
const loadShift = () => import("./shift/ShiftDialog");
const loadVietQr = () => import("./vietqr/VietQr");
const loadSoldOut = () => import("./SoldOutWatch");
const loadSlip = () => import("./Slip");
const LOADED_LATER = [loadSlip, loadSoldOut, loadOrders, loadKeys, loadShift, loadVietQr];
const OrdersPanel = lazy(loadOrders);
const KeysHelp = lazy(loadKeys);
const ShiftDialog = lazy(loadShift);
const SoldOutWatch = lazy(loadSoldOut);

const BREAK_MS = 3_000;

/** Whether to ask the server. A stream that is just being opened again says nothing about it. */
const isReachable = (line: LiveState) => line.kind === "live" || Date.now() - line.since < BREAK_MS;

/** The till: drinks on the left, the order on the right, and nothing in between. */
export default function TillPage() {
  const t = strings.useT();
  const language = useLanguage();
  const till = useTillStore();
  const whole = useCatalogue(till?.store);
  const [out, setOut] = useState<SoldOut | null>(null);
  const who = useSession();
  const line = useLiveState();
  // Without a connection nobody knows, and a sale is not refused.
  const known = line.kind === "live" ? out : null;
  const menu = useMemo(
    () => (whole && known ? catalogueOf(withSoldOut(whole.items.values(), known)) : whole),
    [whole, known],
  );
  const { cart, add, finish, hold } = useTill();
  const [step, setStep] = useState<"drinks" | "cart" | "pay">("drinks");
  const [sold, setSold] = useState<Sale | null>(null);
  const [panel, setPanel] = useState<"orders" | "keys" | "shift" | null>(null);
  const search = useRef<HTMLInputElement>(null);

  const begin = useCallback(() => {
    setSold(null);
    setStep("drinks");
  }, []);

  // Followed from the start, so that looking at the day's orders does not open another stream.
  useLive(orderTopics(who?.role), () => {});
  useEffect(() => {
    if (!menu) return;
    // Nothing to be done about a failure: it is loaded when it is asked for.
    for (const load of LOADED_LATER) void load().catch(() => {});
  }, [menu]);

  // A tab that died right after it had asked: the order is sold, here is its receipt.
  useEffect(() => {
    if (!till) return;
    const found = (sale: Sale) => {
      if (useTill.getState().drop(sale.order_id)) setSold(sale);
    };
    till.outbox.onFound = found;
    void till.outbox.flush();
    void till.store.get(useTill.getState().cart.order_id).then((sale) => {
      if (sale && sale.state !== "asked") found(sale);
    });
  }, [till]);

  // A receipt without a number gets it as soon as the server has the sale.
  useEffect(() => {
    if (!till || sold?.state !== "waiting") return;
    return till.outbox.watch(async () => {
      const now = await till.store.get(sold.order_id);
      if (now) setSold((shown) => (shown?.order_id === now.order_id ? now : shown));
    });
  }, [till, sold?.state, sold?.order_id]);

  useKeys({
    "/": () => search.current?.focus(),
    "?": () => setPanel("keys"),
    f4: hold,
    f9: () => {
      if (sold) begin();
      else if (useTill.getState().cart.lines.length > 0) setStep("pay");
    },
    escape: () => {
      if (sold) begin();
      else setStep("drinks");
    },
  });

  const sell = async (method: string, received: number | null): Promise<Sale> => {
    if (!till) throw new Error("the till is not open");
    const sale = saleOf(useTill.getState().cart, method, received, who?.username ?? "");
    return till.outbox.sell(sale, isReachable(line));
  };

  if (!till || !menu) return <Waiting />;
  const paying = step === "pay" && cart.lines.length > 0;
  return (
    <main className={styles.page}>
      <h1 className="visually-hidden">{t("title")}</h1>
      <OutboxBanner outbox={till.outbox} onLook={() => setPanel("orders")} />
      <div
        className={styles.till}
        data-step={sold ? "sold" : paying ? "pay" : step === "cart" ? "cart" : "drinks"}
      >
        <Catalogue
          menu={menu}
          search={search}
          tools={
            <>
              <button type="button" className="button" onClick={() => setPanel("orders")}>
                {t("orders")}
              </button>
              <button type="button" className="button" onClick={() => setPanel("shift")}>
                {t("shift")}
              </button>
              <button
                type="button"
                className={`button ${styles.keys}`}
                aria-label={t("keysTitle")}
                onClick={() => setPanel("keys")}
              >
                ?
              </button>
            </>
          }
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
            online={line.kind === "live"}
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
      <Suspense>
        <SoldOutWatch onChange={setOut} />
      </Suspense>
      <Suspense>
        {panel === "orders" ? (
          <OrdersPanel
            store={till.store}
            outbox={till.outbox}
            menu={menu}
            onClose={() => setPanel(null)}
          />
        ) : panel === "keys" ? (
          <KeysHelp onClose={() => setPanel(null)} />
        ) : panel === "shift" ? (
          <ShiftDialog onClose={() => setPanel(null)} />
        ) : null}
      </Suspense>
    </main>
  );
}
