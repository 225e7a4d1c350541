import { Alert, Button, Checkbox, Table, type TableColumnsType } from "antd";
import { useState } from "react";
import { type Ingredient, type IngredientList, listInventory, unwrap } from "@/api/client";
import { useLanguage } from "@/app/i18n";
import { useErrorText } from "@/app/pages";
import { useSession } from "@/app/session";
import { usePushed } from "@/app/usePushed";
import { useMedia } from "@/lib/media";
import { count } from "@/lib/money";
import { SHOP } from "@/lib/shop";
import { AdminFrame } from "./AdminFrame";
import { SearchField } from "./SearchField";
import { IngredientDialog } from "./stock/IngredientDialog";
import { MoveDialog } from "./stock/MoveDialog";
import styles from "./stock/Stock.module.css";
import { levelOf, type MoveKind, rowsOf } from "./stock/stock";
import { strings } from "./stock/strings";

/** Sales move stock many times a second; once in this time is enough to look at. */
const STOCK_MS = 1_000;
const LOOK = { ok: "", low: styles.low, out: styles.out } as const;

/** What is on hand, in the order in which somebody has to do something about it. */
export default function StockPage() {
  const t = strings.useT();
  const language = useLanguage();
  const errorText = useErrorText();
  const mayManage = useSession()?.role !== "barista";
  const phone = useMedia("(max-width: 48rem)");
  const [query, setQuery] = useState("");
  const [lowOnly, setLowOnly] = useState(false);
  const [moving, setMoving] = useState<string | null>(null);
  const [editing, setEditing] = useState<Ingredient | "new" | null>(null);
  const stock = usePushed<IngredientList>(
    ["inventory_events"],
    "stock",
    () => unwrap<IngredientList>(listInventory({ query: { shop_id: SHOP } })),
    STOCK_MS,
  );
  const items = stock.data?.items ?? [];
  const rows = rowsOf(items, query, lowOnly);
  const kinds: MoveKind[] = mayManage ? ["receive", "waste", "count"] : ["waste"];
  const moved = items.find((item) => item.ingredient_id === moving);
  const amount = (value: number, unit: string) =>
    t("amount", { amount: count(value, language), unit });

  const columns: TableColumnsType<Ingredient> = [
    {
      title: t("name"),
      key: "name",
      render: (_, item) => (
        <span className={styles.name}>
          {item.name}
          {phone && (
            <span className={styles.line}>
              <b className={styles.number}>{amount(item.on_hand, item.unit)}</b>
              <State item={item} />
            </span>
          )}
          <span className="hint">{t(item.blocking ? "stops" : "goesOn")}</span>
        </span>
      ),
    },
    {
      title: t("onHand"),
      key: "onHand",
      align: "right",
      hidden: phone,
      render: (_, item) => <b className={styles.number}>{amount(item.on_hand, item.unit)}</b>,
    },
    {
      title: t("threshold"),
      key: "threshold",
      align: "right",
      hidden: phone,
      render: (_, item) => (
        <span className={styles.number}>{amount(item.threshold, item.unit)}</span>
      ),
    },
    {
      title: t("state"),
      key: "state",
      hidden: phone,
      render: (_, item) => <State item={item} />,
    },
    {
      title: <span className="visually-hidden">{t("work")}</span>,
      key: "work",
      width: phone ? 130 : 220,
      render: (_, item) => (
        <div className={styles.work}>
          <Button
            aria-label={t("moveOf", { name: item.name })}
            onClick={() => setMoving(item.ingredient_id)}
          >
            {t("move")}
          </Button>
          {mayManage && (
            <Button aria-label={t("editOf", { name: item.name })} onClick={() => setEditing(item)}>
              {t("edit")}
            </Button>
          )}
        </div>
      ),
    },
  ];
  return (
    <AdminFrame
      title={t("title")}
      actions={
        mayManage && (
          <Button type="primary" onClick={() => setEditing("new")}>
            {t("add")}
          </Button>
        )
      }
    >
      {stock.error !== null && <Alert type="error" showIcon title={errorText(stock.error)} />}
      <search className={styles.tools}>
        <SearchField label={t("search")} value={query} onChange={setQuery} />
        <Checkbox checked={lowOnly} onChange={(event) => setLowOnly(event.target.checked)}>
          {t("lowOnly", { count: items.filter((item) => levelOf(item) !== "ok").length })}
        </Checkbox>
      </search>
      <Table<Ingredient>
        size="small"
        rowKey="ingredient_id"
        columns={columns}
        dataSource={rows}
        loading={stock.data === undefined && stock.error === null}
        pagination={false}
        locale={{ emptyText: t(items.length === 0 ? "none" : "noneFound") }}
      />
      {moved && <MoveDialog ingredient={moved} kinds={kinds} onClose={() => setMoving(null)} />}
      {editing !== null && (
        <IngredientDialog
          ingredient={editing === "new" ? null : editing}
          known={items}
          onSaved={() => {
            setEditing(null);
            stock.again();
          }}
          onClose={() => setEditing(null)}
        />
      )}
    </AdminFrame>
  );
}

function State({ item }: { item: Ingredient }) {
  const t = strings.useT();
  const level = levelOf(item);
  return <span className={`${styles.level} ${LOOK[level]}`}>{t(level)}</span>;
}
