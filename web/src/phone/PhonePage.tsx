import { useParams } from "@tanstack/react-router";
import { useDeferredValue, useEffect, useState } from "react";
import type { MenuItem } from "@/api/client";
import { useLanguage } from "@/app/i18n";
import { LanguageButton } from "@/app/LanguageButton";
import { useErrorText } from "@/app/pages";
import { queries } from "@/app/session";
import { loadShop, useShop } from "@/app/shopInfo";
import { money } from "@/lib/money";
import { type Cart, cups, makeLine, newCart, total } from "@/order/cart";
import type { Catalogue } from "@/order/menu";
import { CartDialog } from "./CartDialog";
import { type Choice, ItemDialog } from "./ItemDialog";
import { OrderView } from "./OrderView";
import { keepOrder, type Mine, myOrders } from "./orders";
import styles from "./Phone.module.css";
import { strings } from "./strings";
import { useGuestMenu, useVisit } from "./useGuestMenu";

/** The menu of one table: what a customer's phone opens from the code there. */
export function PhonePage() {
  const t = strings.useT();
  const { shop = "main", table = "" } = useParams({ strict: false });
  const { shop_name, guest_orders } = useShop();
  const [shown, setShown] = useState<string | null>(null);
  const [mine, setMine] = useState<Mine[]>(() => myOrders(Date.now()));
  useVisit(`/m/${shop}/${table}`, shop);
  useEffect(() => void loadShop(), []);
  useEffect(() => {
    document.title = shop_name ? `${t("title")} · ${shop_name}` : t("title");
  }, [t, shop_name]);
  return (
    <main className={styles.page}>
      <header className={styles.head}>
        <div>
          <h1>{shop_name || t("title")}</h1>
          <p className="hint">{table ? t("table", { table }) : t("counter")}</p>
        </div>
        <LanguageButton />
      </header>
      {mine.length > 0 && (
        <nav className={styles.mine} aria-label={t("orders")}>
          {mine.slice(0, 5).map((order) => (
            <button
              key={order.order_id}
              type="button"
              className="button"
              aria-pressed={shown === order.order_id}
              onClick={() => setShown(shown === order.order_id ? null : order.order_id)}
            >
              {order.queue_number}
            </button>
          ))}
        </nav>
      )}
      {shown ? (
        <OrderView key={shown} orderId={shown} shopId={shop} onMore={() => setShown(null)} />
      ) : guest_orders ? (
        <Ordering
          shopId={shop}
          table={table}
          onOrdered={(order) => {
            keepOrder(order);
            setMine(myOrders(Date.now()));
            setShown(order.order_id);
          }}
        />
      ) : (
        <p className={styles.closed} role="status">
          {t("closed")}
        </p>
      )}
    </main>
  );
}

interface OrderingProps {
  shopId: string;
  table: string;
  onOrdered(order: Mine): void;
}

function Ordering({ shopId, table, onOrdered }: OrderingProps) {
  const t = strings.useT();
  const language = useLanguage();
  const errorText = useErrorText();
  const { menu, error, refetch } = useGuestMenu(shopId);
  const [cart, setCart] = useCart();
  const [item, setItem] = useState<MenuItem | null>(null);
  const [paying, setPaying] = useState(false);
  const add = (chosen: MenuItem, { options, qty, note }: Choice) => {
    setCart({ ...cart, lines: [...cart.lines, makeLine(chosen, options, qty, note)] });
    setItem(null);
  };
  if (!menu) return <p role="status">{error ? errorText(error) : t("loading")}</p>;
  return (
    <>
      <Menu menu={menu} onChoose={setItem} />
      {cart.lines.length > 0 && (
        <button
          type="button"
          className={`button primary ${styles.cart}`}
          onClick={() => setPaying(true)}
        >
          {t("cart", { count: cups(cart), amount: money(total(cart), language) })}
        </button>
      )}
      {item && (
        <ItemDialog
          item={item}
          onAdd={(choice) => add(item, choice)}
          onClose={() => setItem(null)}
        />
      )}
      {paying && (
        <CartDialog
          cart={cart}
          shopId={shopId}
          table={table}
          onCart={setCart}
          onMenuChanged={() => {
            void refetch().then((now) => now && setCart(repriced(cart, now)));
          }}
          onOrdered={(order) => {
            queries.setQueryData(["phone", "order", order.order_id], order);
            setCart(newCart());
            setPaying(false);
            const { order_id, queue_number } = order;
            onOrdered({ order_id, queue_number, at: Date.now() });
          }}
          onClose={() => setPaying(false)}
        />
      )}
    </>
  );
}

/** What is still sold, at today's prices; an order that was refused may be made anew. */
function repriced(cart: Cart, menu: Catalogue): Cart {
  const lines = cart.lines.flatMap((line) => {
    const item = menu.items.get(line.menu_id);
    if (!item?.available) return [];
    return [{ ...makeLine(item, line.options, line.qty, line.note ?? ""), line_id: line.line_id }];
  });
  return { ...cart, lines };
}

const KEPT = "phone.cart";

/** The cart survives a reload; another tab has its own. */
function useCart(): [Cart, (cart: Cart) => void] {
  const [cart, setCart] = useState<Cart>(() => {
    try {
      return JSON.parse(sessionStorage.getItem(KEPT) ?? "null") ?? newCart();
    } catch {
      return newCart();
    }
  });
  useEffect(() => {
    try {
      sessionStorage.setItem(KEPT, JSON.stringify(cart));
    } catch {
      // A private window: the cart lives as long as the page.
    }
  }, [cart]);
  return [cart, setCart];
}

function Menu({ menu, onChoose }: { menu: Catalogue; onChoose(item: MenuItem): void }) {
  const t = strings.useT();
  const language = useLanguage();
  const [query, setQuery] = useState("");
  const [category, setCategory] = useState<string | null>(null);
  const wanted = useDeferredValue(query);
  const found = wanted.trim() === "" ? null : menu.search(wanted);
  const groups = found
    ? [{ name: "", items: found }]
    : menu.categories.filter(({ name }) => category === null || name === category);
  return (
    <>
      <search className={styles.tools}>
        <input
          type="search"
          className="input"
          aria-label={t("search")}
          placeholder={t("search")}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
        <fieldset className={styles.categories}>
          <legend className="visually-hidden">{t("categories")}</legend>
          {[null, ...menu.categories.map(({ name }) => name)].map((name) => (
            <button
              key={name ?? ""}
              type="button"
              className="button"
              aria-pressed={category === name}
              onClick={() => {
                setCategory(name);
                setQuery("");
              }}
            >
              {name ?? t("all")}
            </button>
          ))}
        </fieldset>
      </search>
      <section className={styles.menu} aria-label={t("items")}>
        {menu.items.size === 0 && <p>{t("noMenu")}</p>}
        {found?.length === 0 && menu.items.size > 0 && <p>{t("nothing")}</p>}
        {groups.map(({ name, items }) => (
          <div key={name}>
            {name && <h2>{name}</h2>}
            <ul>
              {items.map((item) => (
                <li key={item.menu_id}>
                  <button
                    type="button"
                    className={styles.item}
                    disabled={!item.available}
                    onClick={() => onChoose(item)}
                  >
                    <span className={styles.what}>
                      <b>{item.name}</b>
                      {item.description && <span className="hint">{item.description}</span>}
                    </span>
                    <span className="number">
                      {item.available ? money(item.price, language) : t("soldOut")}
                    </span>
                  </button>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </section>
    </>
  );
}
