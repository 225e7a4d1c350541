import { useEffect, useRef, useState } from "react";
import { useLanguage } from "@/app/i18n";
import { money } from "@/lib/money";
import { clock } from "@/lib/time";
import { type CartLine, cups, discountOf, overLimit, subtotal, total } from "@/order/cart";
import { type Catalogue, missingGroups } from "@/order/menu";
import styles from "./CartPanel.module.css";
import { Discount, useDiscountLimit } from "./Discount";
import { useKeys } from "./keys";
import { OptionStrip } from "./OptionStrip";
import { strings } from "./strings";
import { useTill } from "./till-state";

/** The open order: its lines, the options of the one at hand, what it costs. */
export function CartPanel({
  menu,
  onPay,
  onBack,
}: {
  menu: Catalogue;
  onPay: () => void;
  /** To the drinks, on a screen that has no room for both. */
  onBack: () => void;
}) {
  const t = strings.useT();
  const language = useLanguage();
  const { cart, undo, hold, clear, takeBack } = useTill();
  const limit = useDiscountLimit();
  useKeys({ "ctrl+z": takeBack });
  const incomplete = cart.lines.some((line) => {
    const item = menu.items.get(line.menu_id);
    return item !== undefined && missingGroups(item, line.options).length > 0;
  });
  return (
    <section className={styles.cart} aria-label={t("cart")}>
      <header className={styles.head}>
        <button type="button" className={`button quiet ${styles.back}`} onClick={onBack}>
          {t("back")}
        </button>
        <h2>{t("cart")}</h2>
        <HeldOrders />
      </header>
      <ul className={styles.lines}>
        {cart.lines.length === 0 ? <li className={styles.empty}>{t("emptyCart")}</li> : null}
        {cart.lines.map((line) => (
          <Line key={line.line_id} line={line} menu={menu} />
        ))}
      </ul>
      {undo ? (
        <p className={styles.undo} role="status">
          {undo.name === null ? t("cleared") : t("removed", { name: undo.name })}
          <button type="button" className="button" onClick={takeBack}>
            {t("undo")}
          </button>
        </p>
      ) : null}
      <div className={styles.extras}>
        <Wishes />
        <Discount />
      </div>
      <dl className={styles.sums} aria-live="polite">
        {discountOf(cart) > 0 ? (
          <>
            <dt>{t("subtotal")}</dt>
            <dd className="number">{money(subtotal(cart), language)}</dd>
            <dt>{t("discount")}</dt>
            <dd className="number">−{money(discountOf(cart), language)}</dd>
          </>
        ) : null}
        <dt className={styles.total}>
          {t("total")} <span className="hint">{t("cups", { count: cups(cart) })}</span>
        </dt>
        <dd className={`number ${styles.total}`}>{money(total(cart), language)}</dd>
      </dl>
      <footer className={styles.foot}>
        <button type="button" className="button" disabled={cart.lines.length === 0} onClick={clear}>
          {t("clear")}
        </button>
        <button type="button" className="button" disabled={cart.lines.length === 0} onClick={hold}>
          {t("hold")}
        </button>
        <button
          type="button"
          className="button primary"
          disabled={cart.lines.length === 0 || incomplete || overLimit(cart, limit)}
          onClick={onPay}
        >
          {t("pay")}
        </button>
      </footer>
    </section>
  );
}

function Line({ line, menu }: { line: CartLine; menu: Catalogue }) {
  const t = strings.useT();
  const language = useLanguage();
  const { open, show, setQty, setNote, split } = useTill();
  const item = menu.items.get(line.menu_id);
  const isOpen = open === line.line_id;
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isOpen) row.current?.scrollIntoView({ block: "nearest" });
  }, [isOpen]);
  return (
    <li ref={row} className={isOpen ? styles.openLine : styles.line}>
      <button
        type="button"
        className={styles.what}
        aria-expanded={isOpen}
        onClick={() => show(isOpen ? null : line.line_id)}
      >
        <span className={styles.name}>{line.name}</span>
        <span className="hint">{line.option_names.join(" · ")}</span>
      </button>
      <span className={`number ${styles.price}`}>{money(line.qty * line.price, language)}</span>
      <span className={styles.qty}>
        <button
          type="button"
          className="button"
          aria-label={t(line.qty > 1 ? "less" : "remove", { name: line.name })}
          onClick={() => setQty(line.line_id, line.qty - 1)}
        >
          −
        </button>
        <output className="number">{line.qty}</output>
        <button
          type="button"
          className="button"
          aria-label={t("more", { name: line.name })}
          onClick={() => setQty(line.line_id, line.qty + 1)}
        >
          +
        </button>
        {isOpen && line.qty > 1 ? (
          <button type="button" className="button" onClick={() => split(line.line_id)}>
            {t("split")}
          </button>
        ) : null}
      </span>
      {isOpen && item && item.option_groups.length > 0 ? (
        <OptionStrip line={line} item={item} />
      ) : null}
      {isOpen || line.note ? (
        <div className={styles.note}>
          <NoteField
            label={t("noteOf", { name: line.name })}
            value={line.note ?? ""}
            onChange={(note) => setNote(line.line_id, note)}
          />
        </div>
      ) : null}
    </li>
  );
}

/** As many bytes as the server takes, whatever letters they are. */
const NOTE_BYTES = 200;
const fits = (text: string) => new TextEncoder().encode(text).length <= NOTE_BYTES;

function NoteField(props: { label: string; value: string; onChange(value: string): void }) {
  return (
    <input
      className="input"
      aria-label={props.label}
      placeholder={props.label}
      value={props.value}
      onChange={({ target }) => fits(target.value) && props.onChange(target.value)}
    />
  );
}

/** Table and note of the whole order; closed until they are wanted. */
function Wishes() {
  const t = strings.useT();
  const { cart, setNote, setTable } = useTill();
  const [open, setOpen] = useState(false);
  if (cart.lines.length === 0) return null;
  if (!open && !cart.note && !cart.table) {
    return (
      <button type="button" className="button quiet" onClick={() => setOpen(true)}>
        {t("noteAndTable")}
      </button>
    );
  }
  return (
    <div className={styles.wishes}>
      <NoteField label={t("table")} value={cart.table ?? ""} onChange={setTable} />
      <NoteField
        label={t("note")}
        value={cart.note ?? ""}
        onChange={(note) => setNote(null, note)}
      />
    </div>
  );
}

function HeldOrders() {
  const t = strings.useT();
  const language = useLanguage();
  const { held, recall } = useTill();
  const list = useRef<HTMLDetailsElement>(null);
  useKeys({
    f2: () => {
      const details = list.current;
      if (!details) return;
      details.open = !details.open;
      details.querySelector<HTMLElement>(details.open ? "li button" : "summary")?.focus();
    },
  });
  return (
    <details className={styles.held} ref={list}>
      <summary className="button">{t("heldCount", { count: held.length })}</summary>
      <ul className="card">
        {held.length === 0 ? <li>{t("noHeld")}</li> : null}
        {held.map((cart) => (
          <li key={cart.order_id}>
            <button
              type="button"
              className={`button ${styles.recall}`}
              onClick={(event) => {
                recall(cart.order_id);
                event.currentTarget.closest("details")?.removeAttribute("open");
              }}
            >
              <span>
                {clock(cart.started_at, language)} · {cart.lines.map((l) => l.name).join(", ")}
              </span>
              <span className="number">{money(total(cart), language)}</span>
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}
