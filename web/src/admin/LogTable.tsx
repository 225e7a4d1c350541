import { Alert, Button, Table, type TableColumnsType } from "antd";
import { type ReactNode, useState } from "react";
import { useErrorText } from "@/app/pages";
import { useMedia } from "@/lib/media";
import type { Placed } from "./backwards";
import { shownBusy } from "./busy";
import styles from "./LogTable.module.css";
import { strings } from "./strings";
import type { NewestFirst } from "./useNewestFirst";

interface Props<T> {
  list: NewestFirst<T>;
  columns: TableColumnsType<T>;
  /** Whether only some of the list are wanted. */
  sifted: boolean;
  /** What the list says when there is nothing. */
  empty: string;
  /** What a record is called for whoever cannot see its row. */
  nameOf(record: T): string;
  /** Where a record stands, in words: how far the list was looked through. */
  placeOf(record: T): string;
  details(record: T): ReactNode;
}

/** A list of the log, newest first, each record with its details in place. */
export function LogTable<T extends Placed>(props: Props<T>) {
  const { list, columns, sifted, empty, nameOf, placeOf, details } = props;
  const c = strings.useT();
  const errorText = useErrorText();
  const phone = useMedia("(max-width: 48rem)");
  const [opened, setOpened] = useState<readonly number[]>([]);
  const toggle = (position: number) =>
    setOpened((all) =>
      all.includes(position) ? all.filter((each) => each !== position) : [...all, position],
    );
  const { rows, busy, error, atStart, oldest } = list;
  const searching = sifted && !atStart;

  const all: TableColumnsType<T> = [
    ...columns,
    {
      title: <span className="visually-hidden">{c("details")}</span>,
      key: "details",
      width: phone ? 100 : 110,
      align: "right",
      render: (_, record) => (
        <Button
          aria-expanded={opened.includes(record.position)}
          aria-label={c("detailsOf", { what: nameOf(record) })}
          onClick={() => toggle(record.position)}
        >
          {c("details")}
        </Button>
      ),
    },
  ];
  return (
    <>
      <Table<T>
        size="small"
        rowKey="position"
        columns={all}
        dataSource={rows}
        loading={busy && rows.length === 0}
        className={busy && rows.length === 0 ? styles.waiting : undefined}
        pagination={false}
        expandable={{
          expandedRowKeys: opened,
          showExpandColumn: false,
          expandedRowRender: details,
        }}
        locale={{ emptyText: searching ? c("noneYet") : empty }}
      />
      {error !== null && <Alert type="error" showIcon title={errorText(error)} />}
      <div className={styles.foot}>
        <p className="hint" role="status">
          {searching && oldest && !busy && c("lookedUntil", { until: placeOf(oldest) })}
        </p>
        {(!atStart || error !== null) && (
          <Button loading={shownBusy(busy)} onClick={list.more}>
            {c(error !== null ? "tryAgain" : sifted ? "further" : "older")}
          </Button>
        )}
      </div>
    </>
  );
}
