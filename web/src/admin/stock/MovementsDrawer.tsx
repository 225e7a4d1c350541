import { Alert, Button, Drawer } from "antd";
import { useCallback, useEffect, useState } from "react";
import {
  type Ingredient,
  listMovements,
  type Movement,
  type MovementList,
  unwrap,
} from "@/api/client";
import { useLanguage } from "@/app/i18n";
import { useLive, useLiveState } from "@/app/live";
import { useErrorText } from "@/app/pages";
import { count } from "@/lib/money";
import { SHOP } from "@/lib/shop";
import { dateAndTime } from "@/lib/time";
import { shownBusy } from "../busy";
import { joined, kindOf } from "./movements";
import styles from "./Stock.module.css";
import { strings } from "./strings";

const PAGE = 50;

/** What moved one ingredient, newest first; what happens while it is open joins in front. */
export function MovementsDrawer({
  ingredient,
  onClose,
}: {
  ingredient: Ingredient;
  onClose(): void;
}) {
  const { ingredient_id, name } = ingredient;
  const t = strings.useT();
  const language = useLanguage();
  const errorText = useErrorText();
  const line = useLiveState().kind;
  const [rows, setRows] = useState<Movement[]>([]);
  const [next, setNext] = useState<string | null>(null);
  const [busy, setBusy] = useState(true);
  const [failure, setFailure] = useState<unknown>(null);

  const load = useCallback(
    async (from: string | null, wanted: () => boolean = () => true) => {
      setBusy(true);
      setFailure(null);
      let cursor = from;
      try {
        // The server looks at a part of the log at a time: a page may be empty and not the last.
        do {
          const query = { shop_id: SHOP, limit: PAGE, ...(cursor && { cursor: Number(cursor) }) };
          const page = await unwrap<MovementList>(
            listMovements({ path: { ingredient_id }, query }),
          );
          if (!wanted()) return;
          const { items } = page;
          setRows((now) => (from === null ? joined(items, now) : joined(now, items)));
          cursor = page.next_cursor;
          setNext(cursor);
          if (items.length > 0) break;
        } while (cursor !== null);
      } catch (error) {
        if (wanted()) setFailure(error);
      }
      if (wanted()) setBusy(false);
    },
    [ingredient_id],
  );
  useEffect(() => {
    if (line === "connecting") return;
    let here = true;
    void load(null, () => here);
    return () => {
      here = false;
    };
  }, [load, line]);
  useLive(["inventory_events"], ({ key, value }) => {
    if (key !== ingredient_id || value.shop_id !== SHOP) return;
    setRows((now) => joined([value as unknown as Movement], now));
  });

  const amount = (value: number, unit: string) =>
    t("amount", { amount: count(value, language), unit });
  return (
    <Drawer open size={560} title={t("movementsOf", { name })} onClose={onClose}>
      {failure !== null && <Alert type="error" showIcon title={errorText(failure)} />}
      {!busy && rows.length === 0 && failure === null && <p>{t("noMovements")}</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: so that the keyboard can scroll it */}
      <ol className={styles.movements} aria-label={t("movementsOf", { name })} tabIndex={0}>
        {rows.map(({ event_id, kind: stored, delta, on_hand, unit, at, order_id }) => {
          const kind = kindOf(stored);
          return (
            <li key={event_id}>
              <span>
                <b>{kind ? t(`moved_${kind}`) : stored}</b>
                <span className="hint">
                  {dateAndTime(at, language)}
                  {order_id && ` · ${t("byOrder", { id: order_id.slice(-8) })}`}
                </span>
              </span>
              <span className={styles.delta}>
                <b className={styles.number}>
                  {delta > 0 ? "+" : delta < 0 ? "−" : ""}
                  {amount(Math.abs(delta), unit)}
                </b>
                <span className="hint">{t("left", { amount: amount(on_hand, unit) })}</span>
              </span>
            </li>
          );
        })}
      </ol>
      {next !== null && (
        <Button loading={shownBusy(busy)} onClick={() => void load(next)}>
          {t("older")}
        </Button>
      )}
    </Drawer>
  );
}
