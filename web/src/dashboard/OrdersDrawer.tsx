import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import {
  listMenu,
  listOrders,
  type MenuList,
  type Order,
  type OrderList,
  unwrap,
} from "@/api/client";
import { Dialog } from "@/app/Dialog";
import { useLanguage } from "@/app/i18n";
import { useErrorText } from "@/app/pages";
import { type MenuBook, nameOf, withItems } from "@/bar/menuBook";
import type { Span } from "@/lib/businessDay";
import { money } from "@/lib/money";
import { dateAndTime } from "@/lib/time";
import styles from "./OrdersDrawer.module.css";
import { strings } from "./strings";
import { query } from "./useSales";

/** Which orders made a number. */
export interface Behind {
  title: string;
  spans: Span[];
  /** A choice the server does not offer; then pages are read until enough is found. */
  only?: { refunded: true } | { menuId: string };
}

const PAGE = 50;
const SEARCH_PAGE = 200;
const ENOUGH = 20;

interface Place {
  span: number;
  cursor?: string;
}

function wanted(order: Order, only: Behind["only"]): boolean {
  if (!only) return true;
  if ("refunded" in only) return order.refunded > 0;
  return order.items.some((item) => item.menu_id === only.menuId);
}

export function OrdersDrawer({ behind, onClose }: { behind: Behind; onClose(): void }) {
  const t = strings.useT();
  const text = useErrorText();
  const { spans, only } = behind;
  const pages = useInfiniteQuery({
    queryKey: ["dashboard", "orders", behind],
    staleTime: 0,
    gcTime: 0,
    initialPageParam: { span: 0 } as Place,
    queryFn: async ({ pageParam: { span, cursor } }) => {
      const at = spans[span];
      if (!at) return { items: [], next_cursor: null };
      const limit = only ? SEARCH_PAGE : PAGE;
      return unwrap<OrderList>(listOrders({ query: { ...query(at), cursor, limit } }));
    },
    getNextPageParam: (page, _, { span }): Place | undefined => {
      if (page.next_cursor) return { span, cursor: page.next_cursor };
      return span + 1 < spans.length ? { span: span + 1 } : undefined;
    },
  });
  const found = useMemo(
    () => (pages.data?.pages ?? []).flatMap((page) => page.items.filter((o) => wanted(o, only))),
    [pages.data, only],
  );
  const { hasNextPage, isFetching, fetchNextPage, isError } = pages;
  const searching = found.length < ENOUGH && hasNextPage && !isError;
  useEffect(() => {
    if (searching && !isFetching) void fetchNextPage();
  }, [searching, isFetching, fetchNextPage]);
  const menu = useQuery({
    queryKey: ["dashboard", "menu"],
    queryFn: () => unwrap<MenuList>(listMenu()),
  });
  const book = useMemo(() => withItems(new Map(), menu.data?.items ?? []), [menu.data]);
  return (
    <Dialog title={t("ordersOf", { title: behind.title })} drawer onClose={onClose}>
      <ul className={styles.list}>
        {found.map((order) => (
          <Entry key={order.order_id} order={order} book={book} />
        ))}
      </ul>
      {pages.error && (
        <p className="error" role="alert">
          {text(pages.error)}
        </p>
      )}
      {(searching || pages.isPending) && <p role="status">{t("searching")}</p>}
      {!searching && !pages.isPending && !isError && found.length === 0 && (
        <p className="hint">{t("noOrders")}</p>
      )}
      {hasNextPage && !searching && (
        <button type="button" className="button" onClick={() => void fetchNextPage()}>
          {t("moreOrders")}
        </button>
      )}
    </Dialog>
  );
}

function Entry({ order, book }: { order: Order; book: MenuBook }) {
  const t = strings.useT();
  const language = useLanguage();
  const items = order.items.map((item) => {
    const options = item.options.map((option) => option.name).join(", ");
    return `${item.qty}× ${nameOf(book, item.menu_id)}${options && ` (${options})`}`;
  });
  return (
    <li className={styles.entry}>
      <p className={styles.head}>
        <b>#{order.queue_number}</b>
        <span>{dateAndTime(order.created_at, language)}</span>
        <span>{t(`status_${order.status}`)}</span>
        <b className={styles.total}>{money(order.total, language)}</b>
      </p>
      <p>{items.join(" · ")}</p>
      {order.refunded > 0 && (
        <p className="error">{t("refundedPart", { amount: money(order.refunded, language) })}</p>
      )}
    </li>
  );
}
