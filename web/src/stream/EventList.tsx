// biome-ignore-all lint/a11y/useSemanticElements: a virtual list places its rows itself
// biome-ignore-all lint/a11y/useFocusableInteractive: rows and cells are read, not used
import { useVirtualizer } from "@tanstack/react-virtual";
import { memo, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useLanguage } from "@/app/i18n";
import { useMedia } from "@/lib/media";
import styles from "./EventList.module.css";
import type { ExplorerView } from "./explorer";
import { exactTime, span } from "./format";
import { lateness, type Row } from "./log";
import { Marks } from "./Marks";
import { strings } from "./strings";

interface Props {
  view: ExplorerView;
  /** Whether to begin at the newest row and stay there. */
  stick: boolean;
  target: number | null;
  empty: string;
  onOpen(row: Row): void;
}

const COLUMNS = [
  "position",
  "topic",
  "key",
  "eventTime",
  "arrival",
  "lateness",
  "mark",
  "value",
] as const;
const NEAR_END = 8;

/** The log like `tail -f`: stays at the newest row unless the reader scrolls away from it. */
export function EventList({ view, stick, target, empty, onOpen }: Props) {
  const t = strings.useT();
  const box = useRef<HTMLDivElement>(null);
  const [sticks, setSticks] = useState(stick);
  const height = useMedia("(max-width: 100rem)") ? 60 : 36;
  const { rows, dropped, mode } = view;
  const rowOf = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => height,
    overscan: 12,
    getItemKey: (index) => rows[index]?.record.position ?? index,
  });
  useEffect(() => {
    if (height > 0) rowOf.measure();
  }, [rowOf, height]);
  useEffect(() => setSticks(stick), [stick]);

  const last = useRef(dropped);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const gone = dropped - last.current;
    last.current = dropped;
    if (rows.length > 0 && sticks && mode === "live") element.scrollTop = element.scrollHeight;
    else if (gone > 0) element.scrollTop -= gone * height;
  }, [rows, dropped, mode, sticks, height]);

  const scrolled = () => {
    const element = box.current;
    if (!element) return;
    const left = element.scrollHeight - element.scrollTop - element.clientHeight;
    setSticks(left < NEAR_END);
  };
  return (
    <div className={styles.frame}>
      <div
        ref={box}
        className={styles.box}
        onScroll={scrolled}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls needs the keyboard
        tabIndex={0}
        role="table"
        aria-label={t("log")}
        aria-rowcount={rows.length + 1}
      >
        <div role="rowgroup" className={styles.headGroup}>
          <div role="row" className={`${styles.row} ${styles.head}`} aria-rowindex={1}>
            {COLUMNS.map((name) => (
              <span key={name} role="columnheader" className={styles[name]}>
                {t(name)}
              </span>
            ))}
          </div>
        </div>
        <div role="rowgroup" className={styles.body} style={{ height: rowOf.getTotalSize() }}>
          {rowOf.getVirtualItems().map((item) => {
            const row = rows[item.index];
            return (
              row && (
                <Line
                  key={item.key}
                  row={row}
                  index={item.index}
                  top={item.start}
                  target={row.record.position === target}
                  onOpen={onOpen}
                />
              )
            );
          })}
        </div>
      </div>
      {rows.length === 0 && mode !== "reading" && <p className={styles.empty}>{empty}</p>}
      {!sticks && mode === "live" && rows.length > 0 && (
        <button
          type="button"
          className={`button primary ${styles.newest}`}
          onClick={() => setSticks(true)}
        >
          ↓ {t("toNewest")}
        </button>
      )}
    </div>
  );
}

interface LineProps {
  row: Row;
  index: number;
  top: number;
  target: boolean;
  onOpen(row: Row): void;
}

const Line = memo(function Line({ row, index, top, target, onOpen }: LineProps) {
  const language = useLanguage();
  const { record, arrival, at } = row;
  const late = lateness(row);
  return (
    <div
      role="row"
      className={styles.row}
      aria-rowindex={index + 2}
      aria-current={target || undefined}
      data-position={record.position}
      style={{ transform: `translateY(${top}px)` }}
    >
      <span role="cell" className={styles.position}>
        <button type="button" className={styles.open} onClick={() => onOpen(row)}>
          {record.position}
        </button>
      </span>
      <span role="cell" className={styles.topic}>
        {record.topic}
      </span>
      <span role="cell" className={styles.key} title={record.key}>
        {record.key}
      </span>
      <span role="cell" className={styles.eventTime}>
        {at === null ? "–" : exactTime(at, arrival, language)}
      </span>
      <span role="cell" className={styles.arrival}>
        {exactTime(arrival, arrival, language)}
      </span>
      <span role="cell" className={styles.lateness}>
        {late === null ? "–" : span(late)}
      </span>
      <span role="cell" className={styles.mark}>
        <Marks row={row} />
      </span>
      <span role="cell" className={styles.value}>
        {preview(record.value)}
      </span>
    </div>
  );
});

const previews = new WeakMap<object, string>();

/** The beginning of the value; a line shows no more. */
function preview(value: object): string {
  let found = previews.get(value);
  if (found === undefined) {
    found = JSON.stringify(value).slice(0, 240);
    previews.set(value, found);
  }
  return found;
}
