import { App, Button, Select, Switch, Table, type TableColumnsType } from "antd";
import { useMemo, useRef, useState } from "react";
import { ApiError, changeMenuItem, getMenuItem, type MenuItem, unwrap } from "@/api/client";
import { useLanguage } from "@/app/i18n";
import { useErrorText } from "@/app/pages";
import { useMedia } from "@/lib/media";
import { money } from "@/lib/money";
import { SearchField } from "../SearchField";
import { useHeight } from "../useHeight";
import { bodyOf, conflictOf, draftOf } from "./draft";
import { categoriesOf, type Row, rowsOf } from "./list";
import styles from "./Menu.module.css";
import { strings } from "./strings";
import type { Menu } from "./useMenu";

interface Props {
  menu: Menu;
  onEdit(item: MenuItem): void;
}

const ROW_WIDTH = 900;
const PHONE_WIDTH = 340;

export function MenuTable({ menu, onEdit }: Props) {
  const t = strings.useT();
  const language = useLanguage();
  const [query, setQuery] = useState("");
  const [category, setCategory] = useState<string | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const height = useHeight(box);
  const phone = useMedia("(max-width: 48rem)");
  const toggle = useToggle(menu);
  const { items } = menu;
  const categories = useMemo(() => categoriesOf(items), [items]);
  const rows = useMemo(() => rowsOf(items, query, category), [items, query, category]);

  const columns: TableColumnsType<Row> = [
    {
      title: t("name"),
      key: "name",
      onCell: (row) => ({ colSpan: row.kind === "category" ? (phone ? 3 : 5) : 1 }),
      render: (_, row) =>
        row.kind === "category" ? (
          <h2 className={styles.category}>
            {row.name} <span className="hint">{t("items", { count: row.count })}</span>
          </h2>
        ) : (
          <span className={styles.name}>
            {row.item.name}
            {phone && <span className="hint">{money(row.item.price, language)}</span>}
          </span>
        ),
    },
    {
      title: t("price"),
      key: "price",
      width: 130,
      align: "right",
      render: (_, row) => row.kind === "item" && money(row.item.price, language),
    },
    {
      title: t("options"),
      key: "options",
      width: 260,
      ellipsis: true,
      render: (_, row) =>
        row.kind === "item" && row.item.option_groups.map((group) => group.name).join(", "),
    },
    {
      title: t("state"),
      key: "state",
      width: phone ? 110 : 150,
      render: (_, row) =>
        row.kind === "item" && (
          <Switch
            checked={row.item.available}
            checkedChildren={t("available")}
            unCheckedChildren={t("soldOut")}
            loading={toggle.busy.has(row.item.menu_id)}
            aria-label={t("availableOf", { name: row.item.name })}
            onChange={() => void toggle.run(row.item)}
          />
        ),
    },
    {
      title: <span className="visually-hidden">{t("edit")}</span>,
      key: "edit",
      width: phone ? 84 : 100,
      render: (_, row) =>
        row.kind === "item" && (
          <Button
            aria-label={t("editOf", { name: row.item.name })}
            onClick={() => onEdit(row.item)}
          >
            {t("edit")}
          </Button>
        ),
    },
  ];
  const shown = (
    phone ? columns.filter(({ key }) => key !== "price" && key !== "options") : columns
  ).map((column, n) =>
    n === 0
      ? column
      : { ...column, onCell: (row: Row) => ({ colSpan: row.kind === "category" ? 0 : 1 }) },
  );

  return (
    <>
      <search className={styles.tools}>
        <SearchField label={t("searchItems")} value={query} onChange={setQuery} />
        <Select
          className={styles.select}
          aria-label={t("category")}
          value={category ?? ""}
          onChange={(value) => setCategory(value || null)}
          options={[
            { value: "", label: t("allCategories") },
            ...categories.map((value) => ({ value, label: value })),
          ]}
        />
        <span className="hint" role="status">
          {t("items", { count: rows.filter((row) => row.kind === "item").length })}
        </span>
      </search>
      <div ref={box} className={styles.table}>
        <Table<Row>
          virtual
          size="small"
          rowKey="key"
          columns={shown}
          dataSource={rows}
          loading={menu.loading}
          pagination={false}
          scroll={{ x: phone ? PHONE_WIDTH : ROW_WIDTH, y: Math.max(240, height - 48) }}
          rowClassName={(row) => look(row) ?? ""}
          locale={{ emptyText: t(items.length === 0 ? "none" : "noneFound") }}
        />
      </div>
    </>
  );
}

const look = (row: Row) =>
  row.kind === "category" ? styles.heading : row.item.available ? "" : styles.out;

/** Sold out and back with one tap; never over somebody else's change. */
function useToggle(menu: Menu) {
  const t = strings.useT();
  const errorText = useErrorText();
  const { message } = App.useApp();
  const [busy, setBusy] = useState<ReadonlySet<string>>(new Set());
  const run = async (item: MenuItem) => {
    const { menu_id } = item;
    setBusy((all) => new Set(all).add(menu_id));
    try {
      const saved = await unwrap<MenuItem>(
        changeMenuItem({
          path: { menu_id },
          headers: { "If-Match": `"${item.version}"` },
          body: { available: !item.available },
        }),
      );
      menu.note({ menuId: menu_id, version: saved.version, item: saved });
    } catch (error) {
      if (error instanceof ApiError && error.status === 412) {
        const newest = await unwrap<MenuItem>(getMenuItem({ path: { menu_id } }));
        menu.note({ menuId: menu_id, version: newest.version, item: newest });
        const { theirFields } = conflictOf(item, bodyOf(draftOf(item)), newest);
        const fields = theirFields.map((field) => t(`field_${field}`)).join(", ");
        void message.warning(t("toggleStale", { name: newest.name, fields }), 8);
      } else {
        void message.error(errorText(error), 8);
      }
    } finally {
      setBusy((all) => {
        const next = new Set(all);
        next.delete(menu_id);
        return next;
      });
    }
  };
  return { busy, run };
}
