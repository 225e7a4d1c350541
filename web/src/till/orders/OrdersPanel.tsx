import { useEffect, useMemo, useState } from "react";
import type { Order } from "@/api/client";
import { Dialog } from "@/app/Dialog";
import { useLanguage } from "@/app/i18n";
import { withItems } from "@/bar/menuBook";
import { money } from "@/lib/money";
import { clock } from "@/lib/time";
import type { Catalogue } from "@/order/menu";
import type { Outbox } from "../outbox/outbox";
import type { Sale } from "../outbox/sale";
import type { TillStore } from "../outbox/store";
import { OrderDetail } from "./OrderDetail";
import styles from "./orders.module.css";
import { isWanted, saleOfOrder, summary } from "./slip";
import { strings } from "./strings";
import { useDayOrders, useOwnSales } from "./useDayOrders";

/** One line of the list: what the server has, what only this till has, or both. */
interface Entry {
  sale: Sale;
  order: Order | null;
}

const ENOUGH = 20;

/** The day's orders: to look one up, print it again, give money back, and see what hangs. */
export default function OrdersPanel({
  store,
  outbox,
  menu,
  onClose,
}: {
  store: TillStore;
  outbox: Outbox;
  menu: Catalogue;
  onClose: () => void;
}) {
  const t = strings.useT();
  const { view, list } = useDayOrders();
  const own = useOwnSales(store, outbox);
  const [query, setQuery] = useState("");
  const [opened, setOpened] = useState<string | null>(null);
  const [left, setLeft] = useState<string | null>(null);
  const book = useMemo(() => withItems(new Map(), [...menu.items.values()]), [menu]);

  const offline = view.failure !== null && !view.loaded;
  const entries = useMemo((): Entry[] => {
    if (offline) return [...(own?.stored.values() ?? [])].map((sale) => ({ sale, order: null }));
    return view.orders.map((order) => ({
      sale: saleOfOrder(order, own?.stored.get(order.order_id), book),
      order,
    }));
  }, [offline, own, view.orders, book]);
  const only = (sales: Sale[] | undefined): Entry[] =>
    (sales ?? []).map((sale) => ({ sale, order: null }));
  const wanted = (all: Entry[]) => all.filter(({ sale }) => isWanted(sale, query));
  const found = wanted(entries);
  const stuck = wanted(only(own?.stuck));
  const waiting = wanted(only(own?.waiting));
  const settled = wanted(only(own?.settled));

  const searching = query !== "" && found.length < ENOUGH && view.more && view.failure === null;
  useEffect(() => {
    if (searching && !view.loading) void list.loadMore();
  }, [searching, view.loading, list]);

  useEffect(() => {
    if (opened === null && left !== null) document.getElementById(`order-${left}`)?.focus();
  }, [opened, left]);

  const all = [...stuck, ...waiting, ...settled, ...entries];
  const shown = opened === null ? undefined : all.find((each) => each.sale.order_id === opened);
  if (shown) {
    return (
      <Dialog title={t("title")} drawer onClose={onClose}>
        <OrderDetail
          sale={shown.sale}
          order={shown.order}
          book={book}
          outbox={outbox}
          onRefunded={() => list.ask(shown.sale.order_id)}
          onBack={() => {
            setLeft(opened);
            setOpened(null);
          }}
        />
      </Dialog>
    );
  }
  const empty = found.length + stuck.length + waiting.length + settled.length === 0;
  const parts = [
    [t("stuck", { count: stuck.length }), stuck],
    [t("unsent", { count: waiting.length }), waiting],
    [t("list"), found],
    [t("settled", { count: settled.length }), settled],
  ] as const;
  return (
    <Dialog title={t("title")} drawer onClose={onClose}>
      <input
        className="input"
        type="search"
        value={query}
        placeholder={t("find")}
        aria-label={t("find")}
        onChange={(event) => setQuery(event.target.value)}
      />
      {view.failure !== null ? (
        <div className={styles.failure} role="status">
          <p>{t(offline ? "offline" : "noAnswer")}</p>
          <button type="button" className="button" onClick={() => void list.load()}>
            {t("tryAgain")}
          </button>
        </div>
      ) : null}
      {parts.map(([title, part]) =>
        part.length === 0 ? null : (
          <section key={title} aria-label={title}>
            {part !== found || all.length > entries.length ? (
              <h3 className={styles.part}>{title}</h3>
            ) : null}
            <ul>
              {part.map((each) => (
                <Row key={each.sale.order_id} entry={each} onOpen={setOpened} />
              ))}
            </ul>
          </section>
        ),
      )}
      {!view.loaded && !offline ? <p role="status">{t("loading")}</p> : null}
      {empty && !searching && (view.loaded || offline) ? (
        <p className={styles.none} role="status">
          {query === "" ? t("none") : t("noHits", { query })}
        </p>
      ) : null}
      {view.more && !searching ? (
        <button
          type="button"
          className={`button ${styles.older}`}
          disabled={view.loading}
          onClick={() => void list.loadMore()}
        >
          {t("older")}
        </button>
      ) : null}
    </Dialog>
  );
}

function Row({ entry, onOpen }: { entry: Entry; onOpen: (orderId: string) => void }) {
  const t = strings.useT();
  const language = useLanguage();
  const { sale, order } = entry;
  const state = order ? t(`status_${order.status}`) : t(`state_${stateOf(sale)}`);
  return (
    <li>
      <button
        type="button"
        id={`order-${sale.order_id}`}
        className={styles.row}
        onClick={() => onOpen(sale.order_id)}
      >
        <b className={`number ${styles.number}`}>
          {sale.queue_number === null ? "—" : sale.queue_number}
        </b>
        <span className={styles.what}>
          <span className={styles.drinks}>{summary(sale)}</span>
          <span className="hint">
            {clock(sale.sold_at, language)} · {state}
            {order && order.refunded > 0 ? (
              <span className="error">
                {" · "}
                {order.refunded >= order.total
                  ? t("refundedAll")
                  : t("refundedPart", { amount: money(order.refunded, language) })}
              </span>
            ) : null}
          </span>
        </span>
        <b className="number">{money(sale.total, language)}</b>
      </button>
    </li>
  );
}

const stateOf = (sale: Sale) => (sale.state === "asked" ? "waiting" : sale.state);
