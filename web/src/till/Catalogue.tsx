import { useVirtualizer } from "@tanstack/react-virtual";
import { memo, type ReactNode, type RefObject, useEffect, useMemo, useRef, useState } from "react";
import type { MenuItem } from "@/api/client";
import { useLanguage } from "@/app/i18n";
import { money } from "@/lib/money";
import type { Catalogue as Menu } from "@/order/menu";
import styles from "./Catalogue.module.css";
import { strings } from "./strings";

const TILE_WIDTH = 168;
const TILE_HEIGHT = 96;
const GAP = 8;

const Tile = memo(function Tile({
  item,
  onAdd,
}: {
  item: MenuItem;
  onAdd: (item: MenuItem) => void;
}) {
  const t = strings.useT();
  const language = useLanguage();
  return (
    <button
      type="button"
      className={styles.tile}
      disabled={!item.available}
      onClick={() => onAdd(item)}
    >
      <span className={styles.name}>{item.name}</span>
      <span className="number">{item.available ? money(item.price, language) : t("soldOut")}</span>
    </button>
  );
});

/** Categories, search and tiles. Only the rows that are seen exist, so 5,000 items cost nothing. */
export function Catalogue({
  menu,
  onAdd,
  search,
  tools,
}: {
  menu: Menu;
  onAdd: (item: MenuItem) => void;
  search: RefObject<HTMLInputElement | null>;
  /** What else the till can do, beside the search. */
  tools: ReactNode;
}) {
  const t = strings.useT();
  const [query, setQuery] = useState("");
  const [category, setCategory] = useState<string | null>(null);
  const shown = useMemo(() => {
    if (query.trim() !== "") return menu.search(query);
    if (category === null) return menu.categories.flatMap((each) => each.items);
    return menu.categories.find((each) => each.name === category)?.items ?? [];
  }, [menu, query, category]);

  const addFirst = () => {
    const first = shown.find((item) => item.available);
    if (!first || query.trim() === "") return;
    onAdd(first);
    setQuery("");
  };

  return (
    <section className={styles.catalogue} aria-label={t("items")}>
      <div className={styles.top}>
        <search className={styles.search}>
          <input
            ref={search}
            className="input"
            type="search"
            value={query}
            placeholder={t("search")}
            aria-label={t("search")}
            onChange={(event) => setQuery(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter") addFirst();
              if (event.key === "Escape") setQuery("");
            }}
          />
        </search>
        {tools}
      </div>
      <nav className={styles.categories} aria-label={t("categories")}>
        {[null, ...menu.categories.map((each) => each.name)].map((name) => (
          <button
            key={name ?? ""}
            type="button"
            className="button"
            aria-pressed={query === "" && category === name}
            onClick={() => {
              setQuery("");
              setCategory(name);
            }}
          >
            {name ?? t("all")}
          </button>
        ))}
      </nav>
      {menu.items.size === 0 ? <p className={styles.none}>{t("noMenu")}</p> : null}
      {shown.length === 0 && query !== "" ? (
        <p className={styles.none} role="status">
          {t("noHits", { query })}
        </p>
      ) : null}
      <Tiles items={shown} onAdd={onAdd} />
    </section>
  );
}

function Tiles({ items, onAdd }: { items: MenuItem[]; onAdd: (item: MenuItem) => void }) {
  const frame = useRef<HTMLDivElement>(null);
  const [columns, setColumns] = useState(3);
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const measure = () =>
      setColumns(Math.max(2, Math.floor((element.clientWidth + GAP) / (TILE_WIDTH + GAP))));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const rows = useVirtualizer({
    count: Math.ceil(items.length / columns),
    getScrollElement: () => frame.current,
    estimateSize: () => TILE_HEIGHT + GAP,
    overscan: 4,
  });
  return (
    <div ref={frame} className={styles.tiles}>
      <div className={styles.canvas} style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map((row) => (
          <div
            key={row.key}
            className={styles.row}
            style={{
              transform: `translateY(${row.start}px)`,
              gridTemplateColumns: `repeat(${columns}, 1fr)`,
              height: TILE_HEIGHT,
            }}
          >
            {items.slice(row.index * columns, (row.index + 1) * columns).map((item) => (
              <Tile key={item.menu_id} item={item} onAdd={onAdd} />
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}
